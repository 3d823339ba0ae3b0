//! `bursar credits`: one table over every platform that is configured.

use std::thread;

use bursar::schema::{OPERATIONS, OperationSchema, PLATFORMS};
use clap::ArgMatches;
use serde_json::{Map, Value as Json};

use crate::account::Accounts;
use crate::command::{camel, is_set, text};
use crate::failure::{self, Failure, remark};
use crate::print::{Format, Printer};
use crate::rows::Rows;
use crate::run;

pub(crate) fn run(accounts: &Accounts, matches: &ArgMatches, printer: &mut Printer) -> Result<(), Failure> {
    if matches.contains_id("credential") {
        let usage =
            "--credential: is of one platform; give it to that platform's command, such as bursar espai credits";
        return Err(Failure::Usage(usage.to_owned()));
    }
    let mut clients = Vec::new();
    for platform in PLATFORMS {
        let name = format!("{}.credits", platform.id);
        let operation = OPERATIONS.iter().find(|operation| operation.name == name);
        // An account that is set up wrongly is that platform's failure, not the others'.
        let client = accounts.configured(platform, matches).map_err(|failure| failure.of(platform.id)).transpose();
        clients.extend(operation.zip(client));
    }
    if clients.is_empty() {
        return Err(Failure::setup(
            "no platform is configured",
            "bursar config init writes a file to fill in; bursar config show tells what is found. To try it: --sandbox.",
        ));
    }
    let (verbose, configured) = (is_set(matches, "verbose"), clients.len());
    // Each platform is its own server: the slowest decides how long it takes.
    let came: Vec<Result<Rows, Failure>> = thread::scope(|scope| {
        let asked: Vec<_> = clients
            .into_iter()
            .map(|(operation, client)| {
                scope.spawn(move || {
                    let client = client?;
                    let params = period(operation, matches);
                    let output = run::call(&client, operation.name, Map::new(), &params, verbose)?;
                    Ok(Rows::of(output.as_ref(), operation.output))
                })
            })
            .collect();
        asked.into_iter().map(|thread| thread.join().unwrap_or(Err(Failure::Interrupted))).collect()
    });
    let mut whole: Option<Rows> = None;
    let mut failed: Option<Failure> = None;
    for came in came {
        match came {
            Ok(rows) => match &mut whole {
                Some(whole) => whole.rows.extend(rows.rows),
                None => whole = Some(rows),
            },
            // The first decides about the exit code; all are told.
            Err(error) => {
                if let Some(earlier) = failed.take() {
                    failure::tell(&error);
                    failed = Some(earlier);
                } else {
                    failed = Some(error);
                }
            }
        }
    }
    if let Some(whole) = whole {
        printer.list(&whole)?;
    }
    if printer.format == Format::Table && !accounts.is_sandbox() && configured < PLATFORMS.len() {
        remark("Platforms without credentials are left out; bursar config show lists them.");
    }
    failed.map_or(Ok(()), Err)
}

/// The period, for operations that take one: what was asked for, or this month.
fn period(operation: &OperationSchema, matches: &ArgMatches) -> Json {
    let fields = operation.params.fields;
    let mut params: Map<String, Json> =
        fields.iter().filter_map(|field| Some((camel(field.name), text(matches, field.name)?.into()))).collect();
    let wants_month = fields.iter().any(|field| field.name == "month");
    if wants_month && params.is_empty() {
        let now = humantime::format_rfc3339(std::time::SystemTime::now()).to_string();
        params.insert("month".to_owned(), now.get(..7).unwrap_or_default().into());
    }
    Json::Object(params)
}
