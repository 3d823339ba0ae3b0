//! Lists: one page at a time, with an opaque cursor to the next.

use crate::error::{BursarError, ErrorKind};

/// How many ids a cursor remembers. New rows push old ones onto the following page; this is how many such pushes
/// between two calls are noticed.
const RECENT: usize = 200;

/// How many pages in a row may bring nothing new before the list ends: in an error, if the server says that there is more. One or two can be rows that were pushed on;
/// a server that ignores the page number sends the same rows for ever.
const IDLE: u64 = 3;

/// One page of a list.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Page<R> {
    /// The rows, as the server orders them.
    pub rows: Vec<R>,
    /// How many rows there are in all, if the server says so.
    pub total: Option<u64>,
    /// Opaque: hand it to the next call as the option `after`, with the same parameters. `None` at the end.
    pub next: Option<String>,
}

impl<R> Page<R> {
    /// A list that comes whole.
    pub(crate) fn whole(rows: Vec<R>) -> Self {
        Self { rows, total: None, next: None }
    }
}

/// Which list a cursor is of: a mark of the operation, and one of what shapes the list. Marks, not the things themselves,
/// as cursors are handed on.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Origin {
    operation: u64,
    shape: u64,
}

impl Origin {
    /// `shape` is the request without its page, and without secrets.
    pub(crate) fn new(operation: &str, shape: &str) -> Self {
        Self { operation: mark(operation, OPERATION), shape: mark(shape, SHAPE) }
    }
}

/// How many digits each part of a cursor has.
const OPERATION: usize = 3;
const SHAPE: usize = 4;
const PAGE: usize = 6;
const SEEN: usize = 9;
const PASSED: usize = 1;
/// A row that is taken for another is lost, so its mark is long: 60 bits.
const ROW: usize = 10;

/// They may stand in a URL as they are, and begin the value of a flag.
const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._";

/// FNV-1a and a last mixing, in as many bits as there is room for. It says the same in every version: a cursor may be kept.
fn mark(text: &str, digits: usize) -> u64 {
    let hash = text
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3));
    let mixed = (hash ^ (hash >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    (mixed ^ (mixed >> 27)) & !u64::MAX.checked_shl(bits(digits)).unwrap_or(0)
}

fn bits(digits: usize) -> u32 {
    u32::try_from(digits).unwrap_or_default().saturating_mul(6)
}

fn write(text: &mut String, number: u64, digits: usize) {
    for at in (0..digits).rev() {
        let digit = number.checked_shr(bits(at)).unwrap_or_default() & 63;
        let digit = usize::try_from(digit).ok().and_then(|digit| DIGITS.get(digit));
        text.push(digit.copied().unwrap_or_default().into());
    }
}

/// The next number of a cursor's text.
fn read(text: &mut &[u8], digits: usize) -> Option<u64> {
    let (number, rest) = text.split_at_checked(digits)?;
    *text = rest;
    number.iter().try_fold(0_u64, |number, byte| {
        let digit = DIGITS.iter().position(|digit| digit == byte)?;
        Some(number.checked_shl(6)? | u64::try_from(digit).ok()?)
    })
}

/// Where a list stands, and which one it is: that is worked out when it is wanted, as most lists have one page.
#[derive(Clone, Copy)]
pub(crate) struct List<'a> {
    pub(crate) cursor: &'a Cursor,
    pub(crate) origin: &'a dyn Fn() -> Origin,
}

/// Where a list stands. It travels through the caller's hands, so it holds no secret.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Cursor {
    /// The list that it is of.
    pub(crate) origin: Origin,
    /// The page to read next; 0 is "as the parameters say".
    pub(crate) page: u32,
    /// Rows that were given so far.
    pub(crate) seen: u64,
    /// Marks of the ids of the last rows that were given.
    recent: Vec<u64>,
    /// Pages in a row that brought nothing new.
    idle: u64,
}

impl List<'_> {
    /// Makes a page of the rows that came: drops those that the page before held, because the list shifted meanwhile,
    /// and asks `more`, with the number of rows given so far, whether the list goes on.
    pub(crate) fn turn<R>(
        &self,
        chosen: Option<u32>,
        limit: Option<u32>,
        rows: Vec<R>,
        id: impl Fn(&R) -> &str,
        total: Option<u64>,
        more: impl FnOnce(u64) -> bool,
    ) -> Result<Page<R>, BursarError> {
        let Cursor { recent, page, seen, .. } = self.cursor;
        let mut known = recent.clone();
        known.sort_unstable();
        let came = rows.len();
        let is_known = |row: &R| !known.is_empty() && known.binary_search(&mark(id(row), ROW)).is_ok();
        let rows: Vec<R> = rows.into_iter().filter(|row| !is_known(row)).collect();
        // A caller who begins with a later page has left out those before it.
        let skipped = match (*page, chosen, limit) {
            (0, Some(chosen), Some(limit)) => u64::from(chosen.saturating_sub(1)).saturating_mul(limit.into()),
            _ => 0,
        };
        let seen = seen.saturating_add(skipped).saturating_add(rows.len() as u64);
        let ids: Vec<&str> = rows.iter().map(&id).collect();
        let next = self.next(chosen, &ids, seen, total, came > 0 && more(seen))?;
        Ok(Page { rows, total, next })
    }

    /// The cursor of the page behind one of these ids, if the list goes on.
    fn next(
        &self,
        chosen: Option<u32>,
        ids: &[&str],
        seen: u64,
        total: Option<u64>,
        goes_on: bool,
    ) -> Result<Option<String>, BursarError> {
        let Cursor { recent, idle, .. } = self.cursor;
        let idle = if ids.is_empty() { idle.saturating_add(1) } else { 0 };
        if goes_on && idle >= IDLE && total.is_some() {
            let detail =
                "the server says that there is more, and sends the same rows again: the list cannot be read to its end";
            return Err(BursarError::new(ErrorKind::Decode, detail));
        }
        Ok((goes_on && idle < IDLE).then(|| {
            let (more, less) = (ids.len().saturating_sub(RECENT), RECENT.saturating_sub(ids.len()));
            let kept = recent.iter().copied().skip(recent.len().saturating_sub(less));
            let recent = kept.chain(ids.iter().skip(more).map(|id| mark(id, ROW))).collect();
            let page = self.cursor.page(chosen).unwrap_or(1).saturating_add(1);
            // A cursor that was handed in is of this list.
            let origin = if self.cursor.page > 0 { self.cursor.origin } else { (self.origin)() };
            Cursor { origin, page, seen, recent, idle }.written()
        }))
    }
}

impl Cursor {
    pub(crate) fn at(page: u32) -> Self {
        Self { page, ..Self::default() }
    }

    /// Reads a cursor of this list.
    ///
    /// # Errors
    /// `invalid_request`: rows would be left out silently if another list were read on from there.
    pub(crate) fn parse(text: &str, origin: Origin) -> Result<Self, BursarError> {
        let problem = match Self::read(text.as_bytes()) {
            Some(cursor) if cursor.origin == origin => return Ok(cursor),
            Some(cursor) if cursor.origin.operation == origin.operation => {
                "is a cursor of a list with other parameters; hand it in with those of the page before"
            }
            Some(_) => "is a cursor of another operation",
            None => "is no cursor",
        };
        Err(BursarError::invalid("after", problem))
    }

    fn read(mut text: &[u8]) -> Option<Self> {
        let text = &mut text;
        let origin = Origin { operation: read(text, OPERATION)?, shape: read(text, SHAPE)? };
        let page = read(text, PAGE)?.try_into().ok()?;
        let (seen, idle) = (read(text, SEEN)?, read(text, PASSED)?);
        let mut recent = Vec::new();
        while !text.is_empty() {
            recent.push(read(text, ROW)?);
        }
        (page > 0 && recent.len() <= RECENT).then_some(Self { origin, page, seen, recent, idle })
    }

    fn written(&self) -> String {
        let mut text = String::new();
        for (number, digits) in [
            (self.origin.operation, OPERATION),
            (self.origin.shape, SHAPE),
            (self.page.into(), PAGE),
            (self.seen, SEEN),
            (self.idle, PASSED),
        ] {
            write(&mut text, number, digits);
        }
        for row in &self.recent {
            write(&mut text, *row, ROW);
        }
        text
    }

    /// The page to ask for, if it is not the first.
    pub(crate) fn page(&self, chosen: Option<u32>) -> Option<u32> {
        if self.page == 0 { chosen } else { Some(self.page) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(cursor: &Cursor) -> List<'_> {
        List { cursor, origin: &|| Origin::new("a.list", "limit=20") }
    }

    fn turn(cursor: &Cursor, rows: &[&str], more: bool) -> (Vec<String>, Option<Cursor>) {
        let page = of(cursor)
            .turn(None, None, rows.iter().map(ToString::to_string).collect(), |row: &String| row, None, |_| more)
            .unwrap();
        (page.rows, page.next.map(|next| Cursor::read(next.as_bytes()).unwrap()))
    }

    #[test]
    fn rows_pushed_onto_the_next_page_come_once_and_repeats_within_a_page_stay() {
        let (rows, next) = turn(&Cursor::default(), &["a", "a", "b"], true);
        assert_eq!(rows, ["a", "a", "b"]);
        let (rows, next) = turn(&next.unwrap(), &["b", "c"], true);
        assert_eq!(rows, ["c"]);
        assert_eq!(next.unwrap().page, 3);
    }

    #[test]
    fn a_server_that_ignores_the_page_number_does_not_loop() {
        let mut cursor = turn(&Cursor::default(), &["a"], true).1;
        let mut pages = 0;
        while let Some(here) = cursor {
            cursor = turn(&here, &["a"], true).1;
            pages += 1;
        }
        assert_eq!(pages, 3);
    }

    #[test]
    fn rows_of_the_last_pages_are_remembered_not_only_of_the_last() {
        // Five new rows before the second page, eight before the third: some are pushed on by a whole page and more.
        let (_, next) = turn(&Cursor::default(), &["10", "9", "8", "7", "6"], true);
        let (rows, next) = turn(&next.unwrap(), &["10", "9", "8", "7", "6"], true);
        assert!(rows.is_empty());
        let (rows, next) = turn(&next.unwrap(), &["7", "6", "5"], true);
        assert_eq!(rows, ["5"]);
        let (rows, _) = turn(&next.unwrap(), &["8", "7", "4"], true);
        assert_eq!(rows, ["4"]);
    }

    #[test]
    fn a_list_that_cannot_be_read_to_its_stated_end_is_an_error() {
        let turn =
            |cursor: &Cursor| of(cursor).turn(None, None, vec!["a".to_owned()], |row| row, Some(9), |seen| seen < 9);
        let mut page = turn(&Cursor::default());
        for _ in 0..2 {
            page = turn(&Cursor::read(page.unwrap().next.unwrap().as_bytes()).unwrap());
        }
        let last = turn(&Cursor::read(page.unwrap().next.unwrap().as_bytes()).unwrap());
        assert_eq!(last.unwrap_err().kind, ErrorKind::Decode);
    }

    #[test]
    fn ends_with_an_empty_page_or_when_the_rule_says_so() {
        assert_eq!(turn(&Cursor::default(), &[], true).1, None);
        assert_eq!(turn(&Cursor::default(), &["a"], false).1, None);
    }

    #[test]
    fn a_cursor_is_short_and_says_where_it_stands() {
        let rows: Vec<String> = (0..500).map(|at| format!("{at:032x}")).collect();
        let cursor = Cursor::default();
        let page = |count: usize| {
            of(&cursor)
                .turn(None, None, rows.iter().take(count).cloned().collect(), |row: &String| row, None, |_| true)
                .unwrap()
        };
        let (short, long) = (page(20).next.unwrap(), page(500).next.unwrap());
        assert_eq!([short.len(), long.len()], [223, 2_023]);
        let read = Cursor::parse(&long, Origin::new("a.list", "limit=20")).unwrap();
        assert_eq!((read.page, read.seen, read.idle, read.written()), (2, 500, 0, long));
        assert_eq!(read.recent, rows[300..].iter().map(|id| mark(id, ROW)).collect::<Vec<_>>());
    }

    #[test]
    fn a_cursor_of_another_list_is_refused() {
        let origin = Origin::new("a.list", "limit=20");
        let cursor = Cursor { origin, page: 2, ..Cursor::default() }.written();
        let beyond = Cursor { origin, page: 2, recent: vec![1; RECENT + 1], ..Cursor::default() }.written();
        for (text, origin, told) in [
            (&*cursor, Origin::new("a.list", "limit=10"), "after: is a cursor of a list with other parameters"),
            (&cursor, Origin::new("b.list", "limit=20"), "after: is a cursor of another operation"),
            ("", origin, "after: is no cursor"),
            ("{\"page\":2}", origin, "after: is no cursor"),
            (&cursor[1..], origin, "after: is no cursor"),
            (&cursor.replace('A', "é"), origin, "after: is no cursor"),
            (&beyond, origin, "after: is no cursor"),
        ] {
            let error = Cursor::parse(text, origin).unwrap_err();
            assert!(error.detail.starts_with(told), "{text}: {}", error.detail);
            assert_eq!((error.kind, error.path.as_deref()), (ErrorKind::InvalidRequest, Some("after")));
        }
    }

    #[test]
    fn no_bit_of_a_mark_goes_to_waste() {
        for digits in [OPERATION, SHAPE, ROW] {
            let marks: Vec<u64> = (0..200).map(|at| mark(&at.to_string(), digits)).collect();
            let (all, none) = marks.iter().fold((u64::MAX, 0), |(all, none), mark| (all & mark, none | mark));
            assert_eq!((all, none), (0, (1 << (digits * 6)) - 1));
        }
    }
}
