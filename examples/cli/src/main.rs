//! `bursar`: every operation of the library from a terminal.

#![forbid(unsafe_code)]

mod account;
mod command;
mod config;
mod credits;
mod failure;
mod interrupt;
mod params;
mod print;
mod receipts;
mod rows;
mod run;
mod secrets;
mod setup;
mod transfer;

use std::ffi::OsString;
use std::io;
use std::process::ExitCode;

use bursar::schema::PLATFORMS;
use clap::ArgMatches;

use crate::account::Accounts;
use crate::failure::Failure;
use crate::print::Printer;
use crate::run::Task;

fn main() -> ExitCode {
    let arguments: Vec<_> = std::env::args_os().collect();
    let matches = match command::root().try_get_matches_from(&arguments) {
        Ok(matches) => matches,
        Err(error) if error.use_stderr() && asks_for_json(&arguments) => {
            failure::tell_as_json();
            return end(&Failure::wrong_command_line(&error));
        }
        Err(error) => error.exit(),
    };
    if command::is_set(leaf(&matches), "json") {
        failure::tell_as_json();
    }
    match dispatch(&matches) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) if failure.is_closed_pipe() => ExitCode::SUCCESS,
        Err(failure) => end(&failure),
    }
}

fn end(failure: &Failure) -> ExitCode {
    interrupt::ending(failure.code());
    failure::tell(failure);
    ExitCode::from(failure.code())
}

/// Whether a command line that is wrong asks for JSON, as far as that can be told.
fn asks_for_json(arguments: &[OsString]) -> bool {
    arguments.iter().take_while(|word| *word != "--").any(|word| word == "--json")
}

/// The matches of the innermost command, which see the flags of every command.
fn leaf(matches: &ArgMatches) -> &ArgMatches {
    matches.subcommand().map_or(matches, |(_, inner)| leaf(inner))
}

fn dispatch(matches: &ArgMatches) -> Result<(), Failure> {
    let innermost = leaf(matches);
    match matches.subcommand() {
        Some(("completions", matches)) => {
            if let Some(shell) = matches.get_one::<clap_complete::Shell>("shell") {
                let mut script = Vec::new();
                clap_complete::generate(*shell, &mut command::root(), "bursar", &mut script);
                io::Write::write_all(&mut io::stdout(), &script)?;
            }
            Ok(())
        }
        Some(("config", matches)) => setup::run(matches),
        Some(("sandbox", _)) => account::reset_sandbox(innermost),
        Some(("credits", _)) => {
            interrupt::handle()?;
            let accounts = Accounts::open(innermost)?;
            credits::run(&accounts, innermost, &mut Printer::new(innermost)?)
        }
        Some((platform, matches)) => operation(platform, matches, innermost),
        None => Ok(()),
    }
}

fn operation(platform: &str, matches: &ArgMatches, innermost: &ArgMatches) -> Result<(), Failure> {
    let mut words = Vec::new();
    let mut here = matches;
    while let Some((word, inner)) = here.subcommand() {
        words.push(word);
        here = inner;
    }
    let schema = PLATFORMS.iter().find(|known| known.id == platform);
    let (Some(schema), Some(operation)) = (schema, command::operation(platform, &words)) else {
        return Err(Failure::Usage(format!("there is no command {platform} {}", words.join(" "))));
    };
    run::check_secrets(operation, innermost)?;
    // Before anybody is asked for a credential, whose prompt takes the echo from the terminal.
    interrupt::handle()?;
    let accounts = Accounts::open(innermost)?;
    let mut params = params::params(operation, innermost, accounts.is_sandbox())?;
    transfer::read_receipt(&mut params)?;
    let options = params::call_options(innermost)?;
    let client = accounts.client(schema, operation, innermost)?;
    let task = Task { operation, client, options, params, matches: innermost };
    let mut printer = Printer::new(innermost)?;
    let ran = match operation.name {
        transfer::TRANSFER => transfer::run(&task, &mut printer),
        transfer::CHECK => transfer::check(&task, &mut printer),
        _ => task.run(&mut printer),
    };
    ran.map_err(|failure| if interrupt::is_done() { failure.after_the_deed() } else { failure })
}
