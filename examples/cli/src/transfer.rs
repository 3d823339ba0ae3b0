//! What a person wants of a transfer besides the operation: both cards before and after, a question first, and a receipt
//! that outlives the program.

use std::fs;
use std::io::{self, BufRead, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use bursar::schema::{OPERATIONS, OperationSchema};
use bursar::{Client, ErrorKind};
use clap::{Arg, ArgMatches, ValueHint};
use serde_json::{Map, Value as Json};

use crate::account::keep;
use crate::command::{is_set, text};
use crate::config;
use crate::failure::{Failure, clean, is_attended, remark};
use crate::print::{Format, Printer};
use crate::rows::{Cell, Rows};
use crate::run;

pub(crate) const TRANSFER: &str = "espai.cards.transfer";
/// The parameter that may be given as a file.
pub(crate) const RECEIPT: &str = "receipt";
const PREPARE: &str = "espai.cards.prepare_transfer";

/// Flags of the command beside those of the operation.
pub(crate) fn flags() -> [Arg; 1] {
    [Arg::new("prepare")
        .long("prepare")
        .value_name("FILE")
        .value_hint(ValueHint::FilePath)
        .conflicts_with(RECEIPT)
        .help("Only read both cards and write the receipt to FILE (- prints it); nothing is moved")]
}

/// A receipt may be given as the name of the file that holds it.
pub(crate) fn read_receipt(params: &mut Json) -> Result<(), Failure> {
    let Some(given) = params.get(RECEIPT).and_then(Json::as_str) else { return Ok(()) };
    if given.trim_start().starts_with('{') {
        return Ok(());
    }
    let path = given.strip_prefix('@').unwrap_or(given);
    let receipt = fs::read_to_string(path).map_err(Failure::file(format!("--receipt: cannot read {path}")))?;
    if let Some(params) = params.as_object_mut() {
        params.insert(RECEIPT.to_owned(), receipt.trim().into());
    }
    Ok(())
}

struct Transfer<'a> {
    operation: &'static OperationSchema,
    client: &'a Arc<Client>,
    options: &'a Map<String, Json>,
    params: Json,
    verbose: bool,
}

/// `bursar espai cards transfer`.
pub(crate) fn run(
    operation: &'static OperationSchema,
    client: &Arc<Client>,
    options: &Map<String, Json>,
    params: &Json,
    matches: &ArgMatches,
    printer: &mut Printer,
) -> Result<(), Failure> {
    let transfer = Transfer { operation, client, options, params: params.clone(), verbose: is_set(matches, "verbose") };
    if let Some(file) = text(matches, "prepare") {
        return transfer.prepare_only(file, printer);
    }
    // Whoever brings a receipt has seen the cards; whoever wants no readings gets none; changed requests are their own.
    let own = options.is_empty() && params.get(RECEIPT).is_none() && text(matches, "option:verify") != Some("false");
    if !own {
        return transfer.send(printer, None, None);
    }
    let prepared = transfer.readings()?;
    if printer.format == Format::Table || is_attended() {
        remark(&cards(&prepared, None));
    }
    if is_attended() && !is_set(matches, "yes") && !agreed()? {
        remark("Nothing was moved.");
        return Ok(());
    }
    let receipt = receipt_of(&prepared);
    let path = config::state_file(&format!("receipt-{}.json", name_of(&receipt)))?;
    keep(&path, &receipt)?;
    transfer.send(printer, Some(&prepared), Some((receipt, path)))
}

fn agreed() -> Result<bool, Failure> {
    let ask = || {
        write!(io::stderr(), "Move them? [y/N] ")?;
        io::stderr().flush()?;
        let mut answer = String::new();
        io::stdin().lock().read_line(&mut answer)?;
        Ok(["y", "yes"].contains(&answer.trim().to_lowercase().as_str()))
    };
    ask().map_err(Failure::file("cannot ask"))
}

fn receipt_of(prepared: &Rows) -> String {
    prepared.first(RECEIPT).map(|cell| cell.plain(false)).unwrap_or_default()
}

/// What a receipt calls itself.
fn name_of(receipt: &str) -> String {
    let id = serde_json::from_str::<Json>(receipt).ok().and_then(|receipt| Some(receipt.get("id")?.to_string()));
    let id = id.unwrap_or_default();
    id.chars().filter(char::is_ascii_alphanumeric).collect()
}

impl Transfer<'_> {
    fn readings(&self) -> Result<Rows, Failure> {
        let mut params = self.params.clone();
        if let Some(params) = params.as_object_mut() {
            params.remove(RECEIPT);
        }
        let prepared = run::call(self.client, PREPARE, Map::new(), &params, self.verbose)?;
        let shape = OPERATIONS.iter().find(|operation| operation.name == PREPARE).map(|operation| operation.output);
        let shape = shape.ok_or_else(|| Failure::Usage(format!("{PREPARE} is no operation")))?;
        Ok(Rows::of(prepared.as_ref(), shape))
    }

    fn prepare_only(&self, file: &str, printer: &mut Printer) -> Result<(), Failure> {
        let prepared = self.readings()?;
        let receipt = receipt_of(&prepared);
        if file == "-" {
            return printer.line(&receipt);
        }
        keep(Path::new(file), &receipt)?;
        match printer.format {
            Format::Table => printer.line(&cards(&prepared, None))?,
            _ => printer.record(&prepared)?,
        }
        remark(&format!("Nothing was moved. To move it: the same command with --receipt {file} instead of --prepare."));
        Ok(())
    }

    /// Sends the transfer. Its receipt stays until it is known what became of it.
    fn send(
        &self,
        printer: &mut Printer,
        before: Option<&Rows>,
        kept: Option<(String, PathBuf)>,
    ) -> Result<(), Failure> {
        let mut params = self.params.clone();
        if let (Some(params), Some((receipt, _))) = (params.as_object_mut(), &kept) {
            params.insert(RECEIPT.to_owned(), receipt.as_str().into());
        }
        let came = run::call(self.client, self.operation.name, self.options.clone(), &params, self.verbose);
        let path = kept.map(|(_, path)| path);
        let done = match came {
            Ok(done) => done,
            Err(Failure::Bursar(error)) => {
                let Some(path) = path else { return Err(error.into()) };
                if error.kind != ErrorKind::OutcomeUnknown {
                    forget(&path);
                    return Err(error.into());
                }
                let advice = format!(
                    "The receipt is kept: bursar espai cards check-transfer --receipt {} with the same phones and codes \
                     tells whether it happened.",
                    path.display()
                );
                return Err(Failure::Advised { error, advice });
            }
            Err(other) => return Err(other),
        };
        if let Some(path) = path {
            forget(&path);
        }
        let rows = Rows::of(done.as_ref(), self.operation.output);
        let Some(before) = before.filter(|_| printer.format == Format::Table) else { return printer.record(&rows) };
        // A reply does not tell what the cards hold now: that is read, as far as it can be.
        let after = self.readings().ok();
        printer.line(&cards(before, after.as_ref()))?;
        let shown = |name: &str| rows.first(name).map(|cell| cell.shown(false)).unwrap_or_default();
        printer.line(&format!("moved {} calls, known by {}", shown("amount"), shown("known_by")))
    }
}

/// Both cards, one a line: what they held, and what they hold now or will hold then.
fn cards(before: &Rows, after: Option<&Rows>) -> String {
    let amount: i64 = before.first("amount").and_then(integer).unwrap_or_default();
    let line = |card: &str, id: &str, column: &str, change: i64| {
        let held = before.first(column).and_then(integer);
        let number = |number: Option<i64>| number.map_or_else(|| "unknown".to_owned(), |number| number.to_string());
        let (verb, holds) = match after {
            Some(after) => ("now", after.first(column).and_then(integer)),
            None => ("then", held.and_then(|held| held.checked_add(change))),
        };
        let id = before.first(id).map(|cell| cell.shown(false)).unwrap_or_default();
        format!("{card:<10} {}  {} calls, {verb} {}", clean(&id), number(held), number(holds))
    };
    let giving = line("giving", "source_id", "source_before", amount.saturating_neg());
    giving + "\n" + &line("receiving", "target_id", "target_before", amount)
}

fn integer(cell: &Cell) -> Option<i64> {
    if let Cell::Integer(number) = cell { Some(*number) } else { None }
}

/// A receipt whose transfer is known to be done, or not done, has served.
fn forget(path: &Path) {
    if let Err(error) = fs::remove_file(path) {
        remark(&format!("warning: cannot remove the receipt {}: {error}", path.display()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_receipt_is_named_by_its_id_and_nothing_else_gets_into_the_name() {
        assert_eq!(name_of(r#"{"id":"../a/b-1"}"#), "ab1");
        assert_eq!(name_of(r#"{"id":12}"#), "12");
    }
}
