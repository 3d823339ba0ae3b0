//! `bursar-sandbox`: the emulated servers as a process.

#![forbid(unsafe_code)]
#![deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod ready_file;

use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::thread;

use bursar_sandbox::{Sandbox, StartError};
use clap::Parser;
use tokio::sync::Notify;

use crate::ready_file::{InUse, ReadyFile};

/// Emulates LBAI, opencatd (two dialects), AKOOL and ESP-AI on local ports.
#[derive(Debug, Parser)]
#[command(name = "bursar-sandbox", version)]
struct Arguments {
    /// Where to listen; port 0 lets the system choose six ports, another one takes it and the next five.
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:0")]
    listen: SocketAddr,

    /// Allow an address that other machines can reach. The servers' secrets are written in the ready file and seeded:
    /// they protect nothing.
    #[arg(long)]
    allow_remote: bool,

    /// Write where everything listens to this file once it does; otherwise to standard output. The file goes away with the
    /// sandbox, and is not taken from another one that still runs.
    #[arg(long, value_name = "FILE")]
    ready_file: Option<PathBuf>,

    /// From what all ids, tokens and codes follow.
    #[arg(long, value_name = "NUMBER", default_value_t = 1)]
    seed: u64,

    /// Keep the servers' data in this file across restarts.
    #[arg(long, value_name = "FILE")]
    state: Option<PathBuf>,

    /// Serve the platforms by TLS, under a certificate authority of the sandbox's own (`ca_pem` in the ready file).
    #[arg(long)]
    tls: bool,

    /// End when standard input does, and so with the program that holds its other end.
    #[arg(long)]
    until_eof: bool,
}

fn main() -> ExitCode {
    // clap prints what is wrong with the flags and exits with 2.
    let arguments = Arguments::parse();
    match run(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("bursar-sandbox: {error}");
            let flags = matches!(
                error.downcast_ref::<StartError>(),
                Some(StartError::Remote(_) | StartError::Ports(_) | StartError::State { .. })
            );
            ExitCode::from(if flags || error.is::<InUse>() { 2 } else { 1 })
        }
    }
}

fn run(arguments: &Arguments) -> Result<(), Box<dyn std::error::Error>> {
    let mut builder = Sandbox::builder()
        .listen(arguments.listen)
        .allow_remote(arguments.allow_remote)
        .seed(arguments.seed)
        .tls(arguments.tls);
    if let Some(path) = &arguments.state {
        builder = builder.state(path);
    }
    if let Some(path) = &arguments.ready_file {
        ready_file::check(path)?;
    }
    let sandbox = builder.start()?;
    let ready = sandbox.ready().to_string();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    // Whoever is told that it runs may stop it at once, and the ready file has to go then.
    let stopped = runtime.block_on(async { signal() })?;
    let file = arguments.ready_file.clone().map(|path| ReadyFile::write(path, &ready)).transpose()?;
    if let Some(file) = &file {
        eprintln!("bursar-sandbox: ready; where it listens, and its credentials, are in {file}. Ctrl-C stops it");
    } else {
        println!("{ready}");
        eprintln!("bursar-sandbox: ready. Ctrl-C stops it");
    }
    let left = Arc::new(Notify::new());
    if arguments.until_eof {
        let told = Arc::clone(&left);
        thread::spawn(move || {
            // An error is an end, too.
            let _ = io::copy(&mut io::stdin(), &mut io::sink());
            told.notify_one();
        });
    }
    runtime.block_on(async {
        tokio::select! {
            () = stopped => {}
            () = left.notified() => {}
        }
    });
    Ok(())
}

/// Ctrl-C or, on Unix, SIGTERM, from here on. The state is on disk at any time, so that being killed costs nothing.
fn signal() -> io::Result<impl Future<Output = ()>> {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let (mut interrupted, mut terminated) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
        Ok(async move {
            tokio::select! {
                _ = interrupted.recv() => {}
                _ = terminated.recv() => {}
            }
        })
    }
    #[cfg(not(unix))]
    {
        let mut interrupted = tokio::signal::windows::ctrl_c()?;
        Ok(async move {
            interrupted.recv().await;
        })
    }
}
