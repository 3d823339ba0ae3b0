//! Lists: one page at a time, with an opaque cursor to the next.

use bursar_macros::options;
use serde::Serialize;

use crate::decode;
use crate::error::{BursarError, ErrorKind};

/// How many ids a cursor remembers. New rows push old ones onto the following page; this is how many such pushes
/// between two calls are noticed.
const RECENT: usize = 200;

/// How many pages in a row may bring nothing new before the list ends: in an error, if the server says that there is more. One or two can be rows that were pushed on;
/// a server that ignores the page number sends the same rows for ever.
const IDLE: u32 = 3;

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

/// Where a list stands. It travels through the caller's hands, so it holds no secret.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[options]
pub(crate) struct Cursor {
    /// The page to read next; 0 is "as the parameters say".
    pub(crate) page: u32,
    /// Rows that were given so far.
    pub(crate) seen: u64,
    /// Ids of the last rows that were given.
    recent: Vec<String>,
    /// Pages in a row that brought nothing new.
    #[serde(default)]
    idle: u32,
}

impl Cursor {
    pub(crate) fn parse(text: &str) -> Result<Self, BursarError> {
        decode::object(text, "").map_err(|_| BursarError::invalid("after", "is no cursor of this list"))
    }

    /// The page to ask for, if it is not the first.
    pub(crate) fn page(&self, chosen: Option<u32>) -> Option<u32> {
        if self.page == 0 { chosen } else { Some(self.page) }
    }

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
        let mut known: Vec<&str> = self.recent.iter().map(String::as_str).collect();
        known.sort_unstable();
        let came = rows.len();
        let rows: Vec<R> = rows.into_iter().filter(|row| known.binary_search(&id(row)).is_err()).collect();
        // A caller who begins with a later page has left out those before it.
        let skipped = match (self.page, chosen, limit) {
            (0, Some(chosen), Some(limit)) => u64::from(chosen.saturating_sub(1)).saturating_mul(limit.into()),
            _ => 0,
        };
        let seen = self.seen.saturating_add(skipped).saturating_add(rows.len() as u64);
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
        let idle = if ids.is_empty() { self.idle.saturating_add(1) } else { 0 };
        if goes_on && idle >= IDLE && total.is_some() {
            let detail =
                "the server says that there is more, and sends the same rows again: the list cannot be read to its end";
            return Err(BursarError::new(ErrorKind::Decode, detail));
        }
        Ok((goes_on && idle < IDLE).then(|| {
            let given = self.recent.iter().map(String::as_str).chain(ids.iter().copied());
            let forgotten = self.recent.len().saturating_add(ids.len()).saturating_sub(RECENT);
            let recent: Vec<String> = given.skip(forgotten).map(str::to_owned).collect();
            let page = self.page(chosen).unwrap_or(1).saturating_add(1);
            serde_json::to_string(&Self { page, seen, recent, idle }).unwrap_or_default()
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn turn(cursor: &Cursor, rows: &[&str], more: bool) -> (Vec<String>, Option<Cursor>) {
        let page = cursor
            .turn(None, None, rows.iter().map(ToString::to_string).collect(), |row: &String| row, None, |_| more)
            .unwrap();
        (page.rows, page.next.map(|next| Cursor::parse(&next).unwrap()))
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
        let turn = |cursor: &Cursor| cursor.turn(None, None, vec!["a".to_owned()], |row| row, Some(9), |seen| seen < 9);
        let mut page = turn(&Cursor::default());
        for _ in 0..2 {
            page = turn(&Cursor::parse(&page.unwrap().next.unwrap()).unwrap());
        }
        let last = turn(&Cursor::parse(&page.unwrap().next.unwrap()).unwrap());
        assert_eq!(last.unwrap_err().kind, ErrorKind::Decode);
    }

    #[test]
    fn ends_with_an_empty_page_or_when_the_rule_says_so() {
        assert_eq!(turn(&Cursor::default(), &[], true).1, None);
        assert_eq!(turn(&Cursor::default(), &["a"], false).1, None);
    }
}
