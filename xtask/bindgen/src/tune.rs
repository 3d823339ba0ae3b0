//! Changes what a generator wrote.

use anyhow::{Result, ensure};

/// One change: what the generator writes, and what stands there instead.
pub(crate) struct Change {
    /// What it is for, as the message says when it does not fit.
    pub(crate) what: &'static str,
    pub(crate) anchor: &'static str,
    pub(crate) instead: &'static str,
}

/// Makes all changes. Each anchor must be there exactly once: another version of the generator may write something else, and
/// then somebody has to look.
pub(crate) fn tune(text: &str, changes: &[Change]) -> Result<String> {
    let mut tuned = text.to_owned();
    for Change { what, anchor, instead } in changes {
        let found = tuned.matches(anchor).count();
        ensure!(found == 1, "{what}: the anchor is found {found} times in what the generator wrote");
        tuned = tuned.replacen(anchor, instead, 1);
    }
    Ok(tuned)
}

#[cfg(test)]
mod tests {
    use super::*;

    const CHANGE: Change = Change { what: "a name", anchor: "old", instead: "new" };

    #[test]
    fn each_anchor_is_replaced_where_it_stands() {
        let second = Change { what: "its neighbour", anchor: "new one", instead: "newer one" };
        assert_eq!(tune("an old one", &[CHANGE, second]).unwrap(), "an newer one");
    }

    #[test]
    fn an_anchor_that_is_missing_or_there_twice_is_refused() {
        for (text, times) in [("nothing", "0 times"), ("old and old", "2 times")] {
            let error = tune(text, &[CHANGE]).unwrap_err().to_string();
            assert!(error.contains("a name") && error.contains(times), "{error}");
        }
    }
}
