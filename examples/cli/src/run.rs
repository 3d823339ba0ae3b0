//! Runs one operation: watches it, gives it up on Ctrl-C, and reads a list page after page.

use std::sync::Arc;
use std::time::Duration;

use bursar::schema::{OPERATIONS, OperationSchema, Shape, Type};
use bursar::{Call, Client, Output, Safety};
use clap::ArgMatches;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde_json::{Map, Value as Json};

use crate::command::{is_set, text};
use crate::failure::{Failure, clean, remark};
use crate::interrupt;
use crate::print::{Format, Printer};
use crate::rows::Rows;

/// How soon Ctrl-C is noticed.
const SLICE: Duration = Duration::from_millis(50);

/// Runs one call of an operation.
pub(crate) fn call(
    client: &Arc<Client>,
    name: &str,
    mut options: Map<String, Json>,
    params: &Json,
    verbose: bool,
) -> Result<Box<dyn Output>, Failure> {
    options.insert("meta".to_owned(), verbose.into());
    let options = Json::Object(options).to_string();
    let call = bursar::open(client.session(), name, options.as_bytes(), params.to_string().as_bytes())?;
    let changes = OPERATIONS.iter().any(|known| known.name == name && known.safety == Safety::Once);
    // Pressed between two calls of one command: the next one is not begun.
    let _busy = interrupt::begin(changes)?;
    let came = finish(client, call);
    if changes {
        interrupt::changed(&came);
    }
    came
}

/// Runs a call to its end, or gives it up.
fn finish(client: &Arc<Client>, call: Call) -> Result<Box<dyn Output>, Failure> {
    let job = client.start(call, tell)?;
    loop {
        if let Some(mut call) = job.wait(Some(SLICE)) {
            return Ok(call.finish()?);
        }
        if let Some(mut call) = interrupt::is_requested().then(|| job.cancel()).flatten() {
            return Ok(call.finish()?);
        }
    }
}

/// One event of the conversation, as `-v` shows it.
fn tell(event: &str) {
    let Ok(event) = serde_json::from_str::<Json>(event) else { return };
    let text = |name: &str| event.get(name).and_then(Json::as_str).unwrap_or_default();
    let number = |name: &str| event.get(name).and_then(Json::as_u64);
    if let (Some(attempt), purpose) = (number("attempt"), text("purpose")) {
        remark(&clean(&format!("> {} {} ({purpose}, request {attempt})", text("method"), text("url"))));
        for (name, value) in event.get("headers").and_then(Json::as_object).into_iter().flatten() {
            remark(&clean(&format!(">   {name}: {}", value.as_str().unwrap_or_default())));
        }
    } else if let Some(status) = number("status") {
        remark(&format!("< HTTP {status}"));
    } else if let Some(ms) = number("waitMs") {
        remark(&format!("~ waiting {ms} ms"));
    } else if event.get("lost").is_some() {
        remark(match text("lost") {
            "NotSent" => "< not sent",
            "TooLarge" => "< the reply is too large",
            "Unusable" => "< what came is no reply",
            _ => "< no reply; the request may have arrived",
        });
    }
}

/// A secret that the server may show only this once has to go somewhere, or the operation is not begun.
pub(crate) fn check_secrets(operation: &OperationSchema, matches: &ArgMatches) -> Result<(), Failure> {
    let fields = match operation.output {
        Shape::Record(of) => of.fields,
        Shape::Unit | Shape::Page(_) => &[],
    };
    let kept = is_set(matches, "reveal") || text(matches, "save-secrets").is_some();
    let made = fields.iter().find(|field| field.slot.ty == Type::Secret && !field.slot.optional);
    match made {
        Some(field)
            if (operation.safety == Safety::Once || operation.name.rsplit('.').next() == Some("create")) && !kept =>
        {
            Err(Failure::Usage(format!(
                "this gives a secret ({}); say where it goes: --save-secrets FILE writes it to a new file that only you can \
             read, --reveal prints it. Nothing was sent",
                field.name
            )))
        }
        _ => Ok(()),
    }
}

/// One operation, as the command line asks for it.
pub(crate) struct Task<'a> {
    pub(crate) operation: &'static OperationSchema,
    pub(crate) client: Arc<Client>,
    pub(crate) options: Map<String, Json>,
    pub(crate) params: Json,
    pub(crate) matches: &'a ArgMatches,
}

impl Task<'_> {
    /// Runs one call of it, with these options and parameters.
    pub(crate) fn call(&self, options: Map<String, Json>, params: &Json) -> Result<Box<dyn Output>, Failure> {
        call(&self.client, self.operation.name, options, params, self.is_verbose())
    }

    pub(crate) fn is_verbose(&self) -> bool {
        is_set(self.matches, "verbose")
    }

    /// Runs it and prints what it gives.
    pub(crate) fn run(&self, printer: &mut Printer) -> Result<(), Failure> {
        if let Shape::Page(_) = self.operation.output {
            return self.list(printer);
        }
        let output = self.call(self.options.clone(), &self.params)?;
        interrupt::printing();
        let rows = Rows::of(output.as_ref(), self.operation.output);
        if self.operation.output == Shape::Unit { printer.unit() } else { printer.record(&rows) }?;
        hint_secrets(&rows, printer);
        Ok(())
    }

    /// JSON and CSV are printed as the pages come. A table has to know all of its rows.
    fn list(&self, printer: &mut Printer) -> Result<(), Failure> {
        let Shape::Page(of) = self.operation.output else { return Ok(()) };
        let mut whole = Rows { fields: of.fields, rows: Vec::new() };
        let mut after = self.options.get("after").and_then(Json::as_str).map(str::to_owned);
        let mut bar = None;
        let (mut begun, mut count) = (false, 0);
        let (mut total, mut failed) = (None, None);
        loop {
            let mut options = self.options.clone();
            if let Some(after) = &after {
                options.insert("after".to_owned(), after.as_str().into());
            }
            let page = match self.call(options, &self.params) {
                Ok(page) => page,
                // Nothing was printed yet: the failure is all there is to tell.
                Err(error) if !begun => return Err(error),
                Err(error) => {
                    failed = Some(error);
                    break;
                }
            };
            let (known, next) = page.page();
            interrupt::printing();
            total = known.or(total);
            after = next.map(str::to_owned);
            let rows = Rows::of(page.as_ref(), self.operation.output);
            printer.save(&rows)?;
            if !begun {
                printer.list_begin(&rows)?;
                begun = true;
            }
            let first = count == 0;
            count += rows.rows.len();
            if printer.format == Format::Table {
                whole.rows.extend(rows.rows);
            } else {
                printer.list_rows(&rows, first)?;
            }
            if after.is_none() || !is_set(self.matches, "all") {
                break;
            }
            bar.get_or_insert_with(|| progress(total, printer)).set_position(count as u64);
        }
        if let Some(bar) = bar {
            bar.finish_and_clear();
        }
        if printer.format == Format::Table {
            printer.table(&whole)?;
            hint_secrets(&whole, printer);
            if failed.is_none() {
                remark_rest(count, total, after.is_some());
            }
        } else {
            printer.list_end(total, after.as_deref())?;
        }
        if failed.is_some() && printer.format != Format::Json {
            remark_break(count, total, after.as_deref());
        }
        failed.map_or(Ok(()), Err)
    }
}

fn hint_secrets(rows: &Rows, printer: &Printer) {
    if rows.has_secrets() && !printer.keeps_secrets() && printer.format == Format::Table {
        remark("Secrets are shown as ***; --reveal prints them.");
    }
}

/// A bar on standard error, which is not drawn where that is no terminal, nor between rows that are being printed.
fn progress(total: Option<u64>, printer: &Printer) -> ProgressBar {
    let bar = match total {
        Some(total) => ProgressBar::new(total),
        None => ProgressBar::no_length(),
    };
    if printer.format != Format::Table && Printer::is_terminal() {
        bar.set_draw_target(ProgressDrawTarget::hidden());
    }
    let template = if total.is_some() { "{bar:30} {pos}/{len} rows, {eta} left" } else { "{spinner} {pos} rows" };
    bar.with_style(ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar()))
}

/// What a person should know about a list that is not whole, or empty.
fn remark_rest(count: usize, total: Option<u64>, goes_on: bool) {
    match goes_on {
        true => remark(&format!("{} rows. --all reads every page.", of(count, total))),
        false if count == 0 => remark("No rows."),
        false => {}
    }
}

/// Where a list goes on that broke off.
fn remark_break(count: usize, total: Option<u64>, next: Option<&str>) {
    let next = next.unwrap_or_default();
    remark(&format!("The list breaks off after {} rows. It goes on with: --after '{next}'", of(count, total)));
}

/// Such as `20 of 300`.
fn of(count: usize, total: Option<u64>) -> String {
    total.map_or_else(|| count.to_string(), |total| format!("{count} of {total}"))
}
