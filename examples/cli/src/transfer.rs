//! What a person wants of a transfer besides the operation: both cards before and after, a question first, and a receipt
//! that outlives the program.

use std::fs;
use std::io::{self, BufRead, Write};
use std::path::Path;

use bursar::schema::OPERATIONS;
use clap::{Arg, ArgMatches, ValueHint};
use serde_json::{Map, Value as Json};

use crate::account::keep_new;
use crate::command::{is_set, text};
use crate::failure::{Failure, clean, clean_json, is_attended, remark};
use crate::interrupt::{self, Busy};
use crate::print::{Format, Printer};
use crate::receipts::{self, Kept, Receipt};
use crate::rows::{Cell, Rows};
use crate::run::{self, Task};

pub(crate) const TRANSFER: &str = "espai.cards.transfer";
pub(crate) const CHECK: &str = "espai.cards.check_transfer";
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

/// `bursar espai cards transfer`.
pub(crate) fn run(task: &Task, printer: &mut Printer) -> Result<(), Failure> {
    let Task { options, params, matches, .. } = task;
    let transfer = Transfer(task);
    if let Some(file) = text(matches, "prepare") {
        return transfer.prepare_only(file, printer);
    }
    // Whoever brings a receipt has seen the cards; whoever wants no readings gets none; changed requests are their own.
    let own = options.is_empty() && params.get(RECEIPT).is_none() && text(matches, "option:verify") != Some("false");
    if !own {
        let receipt = receipt_in(params);
        receipts::warn_of_open(receipt.as_ref());
        consent(matches, &transfer.question())?;
        return transfer.send(printer, None, receipt.as_ref());
    }
    if !is_set(matches, "yes") && !is_attended() {
        return Err(unattended());
    }
    let prepared = transfer.readings()?;
    if printer.format == Format::Table || !is_set(matches, "yes") {
        remark(&cards(&prepared, None));
    }
    let receipt = Receipt::parse(&receipt_of(&prepared)).ok_or_else(|| {
        Failure::Usage("the receipt of this transfer cannot be kept, so nothing was moved; see --prepare".to_owned())
    })?;
    receipts::warn_of_open(Some(&receipt));
    consent(matches, &transfer.question())?;
    transfer.send(printer, Some(&prepared), Some(&receipt))
}

fn receipt_in(params: &Json) -> Option<Receipt> {
    Receipt::parse(params.get(RECEIPT)?.as_str()?)
}

fn unattended() -> Failure {
    Failure::Usage(
        "nobody can be asked whether credits are to be moved (input or messages are redirected): give --yes".to_owned(),
    )
}

/// Asks, unless that is not wanted. Where nobody can be asked, nothing is moved.
fn consent(matches: &ArgMatches, question: &str) -> Result<(), Failure> {
    if is_set(matches, "yes") {
        return Ok(());
    }
    if !is_attended() {
        return Err(unattended());
    }
    let ask = || {
        write!(io::stderr(), "{question} [y/N] ")?;
        io::stderr().flush()?;
        let mut answer = String::new();
        io::stdin().lock().read_line(&mut answer)?;
        Ok(["y", "yes"].contains(&answer.trim().to_lowercase().as_str()))
    };
    if ask().map_err(Failure::file("cannot ask"))? { Ok(()) } else { Err(Failure::Declined) }
}

/// `bursar espai cards check-transfer`: a receipt has served once its transfer is known. Whether another transfer can have left
/// the same trace is looked up after the cards are read: one that is sent meanwhile has its receipt there before.
pub(crate) fn check(task: &Task, printer: &mut Printer) -> Result<(), Failure> {
    let receipt = receipt_in(&task.params);
    let came = task.call(task.options.clone(), &task.params);
    let rows = match &came {
        Ok(came) => Rows::of(came.as_ref(), task.operation.output),
        Err(failure) => {
            let readings = failure.readings().filter(|_| failure.is_outcome_unknown());
            let doubt = receipt.and_then(|receipt| receipt.doubt(readings?));
            return came.map(drop).map_err(|failure| doubt.unwrap_or(failure));
        }
    };
    if let Some(doubt) = receipt.as_ref().and_then(|receipt| receipt.doubt(receipt.seen(&rows))) {
        return Err(doubt);
    }
    interrupt::printing();
    printer.record(&rows)?;
    if let Some(receipt) = receipt {
        receipt.forget();
    }
    Ok(())
}

fn receipt_of(prepared: &Rows) -> String {
    prepared.first(RECEIPT).map(|cell| cell.plain(false)).unwrap_or_default()
}

fn shown(rows: &Rows, column: &str) -> String {
    rows.first(column).map(|cell| cell.shown(false)).unwrap_or_default()
}

struct Transfer<'a>(&'a Task<'a>);

impl Transfer<'_> {
    fn question(&self) -> String {
        let amount = self.0.params.get("amount").and_then(Json::as_str).unwrap_or_default();
        format!("Move {} calls?", clean(amount))
    }

    fn readings(&self) -> Result<Rows, Failure> {
        let mut params = self.0.params.clone();
        if let Some(params) = params.as_object_mut() {
            params.remove(RECEIPT);
        }
        let prepared = run::call(&self.0.client, PREPARE, Map::new(), &params, self.0.is_verbose()).map_err(
            |error| match error {
                Failure::Bursar(error) => {
                    Failure::Advised { error, advice: "Nothing was moved: the cards were only read.".to_owned() }
                }
                other => other,
            },
        )?;
        let shape = OPERATIONS.iter().find(|operation| operation.name == PREPARE).map(|operation| operation.output);
        let shape = shape.ok_or_else(|| Failure::Usage(format!("{PREPARE} is no operation")))?;
        Ok(Rows::of(prepared.as_ref(), shape))
    }

    fn prepare_only(&self, file: &str, printer: &mut Printer) -> Result<(), Failure> {
        let prepared = self.readings()?;
        let receipt = receipt_of(&prepared);
        if file == "-" {
            return printer.line(&clean_json(&receipt));
        }
        // A receipt that is there may be the only trace of another transfer.
        keep_new(Path::new(file), &receipt).map_err(|failure| match failure {
            Failure::File { error, .. } if error.kind() == io::ErrorKind::AlreadyExists => {
                Failure::Usage(format!("--prepare: {file} exists already; nothing was moved"))
            }
            other => other,
        })?;
        match printer.format {
            Format::Table => printer.line(&cards(&prepared, None))?,
            _ => printer.record(&prepared)?,
        }
        remark(&format!("Nothing was moved. To move it: the same command with --receipt {file} instead of --prepare."));
        Ok(())
    }

    /// Sends the transfer. Its receipt stays until it is known what became of it.
    fn send(&self, printer: &mut Printer, before: Option<&Rows>, receipt: Option<&Receipt>) -> Result<(), Failure> {
        let mut params = self.0.params.clone();
        if let (Some(params), Some(before)) = (params.as_object_mut(), before) {
            params.insert(RECEIPT.to_owned(), receipt_of(before).into());
        }
        // An interruption between both would leave the receipt of a transfer that was never sent.
        let busy = Busy::new();
        let kept = match receipt.map(Kept::store) {
            Some(Err(failure)) if before.is_none() => {
                remark(&format!("warning: {failure}. Keep the receipt that you have until the transfer is known"));
                None
            }
            kept => kept.transpose()?,
        };
        let came = self.0.call(self.0.options.clone(), &params);
        let rows = match came {
            Ok(done) => Rows::of(done.as_ref(), self.0.operation.output),
            Err(failure) => return Err(failed(failure, kept.as_ref(), self.0.matches)),
        };
        drop(busy);
        let by_reading = shown(&rows, "known_by") == "reading";
        if let Some(doubt) = receipt.filter(|_| by_reading).and_then(|receipt| receipt.doubt(receipt.seen(&rows))) {
            return Err(doubt);
        }
        receipts::cover(receipt);
        if let Some(receipt) = receipt {
            receipt.forget();
        }
        let Some(before) = before.filter(|_| printer.format == Format::Table) else { return printer.record(&rows) };
        // A reply does not tell what the cards hold now: that is read, as far as it can be.
        let after = self.readings().ok();
        printer.line(&cards(before, after.as_ref()))?;
        printer.line(&format!("moved: {}, known by {}", shown(&rows, "amount"), shown(&rows, "known_by")))
    }
}

/// A transfer that did not say that it was done.
fn failed(failure: Failure, kept: Option<&Kept>, matches: &ArgMatches) -> Failure {
    match (failure, kept) {
        (Failure::Bursar(error), Some(kept)) if error.is_outcome_unknown() => {
            Failure::Advised { error, advice: kept.advice(matches) }
        }
        (failure, None) => {
            if failure.is_outcome_unknown() {
                receipts::cover(None);
            }
            failure
        }
        (failure, Some(kept)) => {
            kept.withdraw();
            failure
        }
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
