//! Ctrl-C, and the signals that end a program: what they end, and what is said of it.
//!
//! The exit code 130 promises that nothing was changed, so it is for those only who interrupt nothing but reading.

use std::process;
use std::sync::mpsc;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use crate::failure::{self, Failure};

/// How long the program has to say what it knows, before who presses again is told less.
const GRACE: Duration = Duration::from_millis(500);

/// How far the command is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    /// Nothing was changed, and nothing is being printed.
    Idle,
    /// What was read is being printed.
    Printing,
    /// A state change is under way, or its outcome is unknown.
    Changing,
    /// A state change was done.
    Done,
    /// What became of the command is being told; this is its exit code.
    Ending(u8),
}

struct Now {
    phase: Phase,
    /// How many calls are under way that notice an interruption by themselves.
    calls: usize,
    interrupted: bool,
    /// How the terminal was before a question whose answer is not shown.
    #[cfg(unix)]
    terminal: Option<rustix::termios::Termios>,
}

impl Now {
    /// Whether a question without echo is open: it takes Ctrl-C as a key, gives up, and raises the signal itself.
    fn asks(&self) -> bool {
        #[cfg(unix)]
        return self.terminal.is_some();
        #[cfg(not(unix))]
        return false;
    }
}

static NOW: Mutex<Now> = Mutex::new(Now {
    phase: Phase::Idle,
    calls: 0,
    interrupted: false,
    #[cfg(unix)]
    terminal: None,
});

fn now() -> MutexGuard<'static, Now> {
    NOW.lock().unwrap_or_else(PoisonError::into_inner)
}

/// From here on an interruption during a call asks what can be said of it; at any other time, or the second time, it ends the
/// program.
pub(crate) fn handle() -> Result<(), Failure> {
    let handler = move || {
        if let Some((failure, code)) = verdict() {
            restore_terminal();
            if let Some(failure) = failure {
                tell(failure);
            }
            process::exit(code.into());
        }
    };
    ctrlc::set_handler(handler).map_err(|error| Failure::setup(error.to_string(), "Run it in a shell."))
}

/// What an interruption ends the program with; `None` if a call is under way that is given up and then tells by itself.
fn verdict() -> Option<(Option<Failure>, u8)> {
    let mut now = now();
    let again = std::mem::replace(&mut now.interrupted, true);
    if now.calls > 0 && !again {
        return None;
    }
    let ends = now.phase != Phase::Idle || now.asks();
    drop(now);
    if ends {
        // The program ends by itself meanwhile, unless nobody reads what it says.
        thread::sleep(GRACE);
    }
    let failure = match self::now().phase {
        Phase::Idle => Failure::Interrupted,
        Phase::Printing => Failure::CutShort,
        Phase::Changing => Failure::Doubt {
            detail: "interrupted again, before it could be told what became of the change".to_owned(),
            readings: None,
            advice: "Look before you repeat it. The receipt of a transfer is kept until it is known.".to_owned(),
        },
        Phase::Done => Failure::OutputLost(std::io::ErrorKind::Interrupted.into()),
        Phase::Ending(code) => return Some((None, code)),
    };
    let code = failure.code();
    Some((Some(failure), code))
}

/// Tells it, unless standard error is blocked: that must not keep the program from ending.
fn tell(failure: Failure) {
    let (told, wait) = mpsc::channel();
    let teller = thread::Builder::new().spawn(move || {
        failure::tell(&failure);
        let _ = told.send(());
    });
    if teller.is_ok() {
        let _ = wait.recv_timeout(GRACE);
    }
}

/// Something is under way that notices an interruption by itself, for as long as this lives.
#[derive(Debug)]
pub(crate) struct Busy(());

impl Busy {
    pub(crate) fn new() -> Self {
        let mut now = now();
        now.calls = now.calls.saturating_add(1);
        Self(())
    }
}

impl Drop for Busy {
    fn drop(&mut self) {
        let mut now = now();
        now.calls = now.calls.saturating_sub(1);
    }
}

/// A call begins, unless an interruption came before it.
pub(crate) fn begin(changes: bool) -> Result<Busy, Failure> {
    let mut now = now();
    if now.interrupted {
        return Err(Failure::Interrupted);
    }
    if changes {
        now.phase = Phase::Changing;
    }
    drop(now);
    Ok(Busy::new())
}

/// Whether a call that is under way has to be given up.
pub(crate) fn is_requested() -> bool {
    now().interrupted
}

/// A state change is over: done, failed with nothing changed, or of unknown outcome.
pub(crate) fn changed<T>(outcome: &Result<T, Failure>) {
    now().phase = match outcome {
        Ok(_) => Phase::Done,
        Err(failure) if failure.is_outcome_unknown() => Phase::Changing,
        Err(_) => Phase::Idle,
    };
}

/// Whether a state change was done.
pub(crate) fn is_done() -> bool {
    now().phase == Phase::Done
}

/// What was read goes to the output.
pub(crate) fn printing() {
    let mut now = now();
    if now.phase == Phase::Idle {
        now.phase = Phase::Printing;
    }
}

/// What became of the command is told now.
pub(crate) fn ending(code: u8) {
    now().phase = Phase::Ending(code);
}

/// Asks a question whose answer the terminal does not show. Who interrupts it finds the terminal as it was.
pub(crate) fn hidden<T>(ask: impl FnOnce() -> T) -> T {
    #[cfg(unix)]
    {
        now().terminal = std::fs::File::open("/dev/tty").ok().and_then(|tty| rustix::termios::tcgetattr(tty).ok());
    }
    let answer = ask();
    #[cfg(unix)]
    {
        now().terminal = None;
    }
    answer
}

fn restore_terminal() {
    #[cfg(unix)]
    {
        use rustix::termios::{OptionalActions, tcsetattr};
        let Some(terminal) = now().terminal.take() else { return };
        if let Ok(mut tty) = std::fs::OpenOptions::new().write(true).open("/dev/tty") {
            let _ =
                tcsetattr(&tty, OptionalActions::Now, &terminal).map(|()| std::io::Write::write_all(&mut tty, b"\n"));
        }
    }
}
