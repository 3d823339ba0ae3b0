//! Runs the program as a shell would: with a home folder of its own, and nothing of the environment.
#![allow(dead_code, missing_docs, unreachable_pub, reason = "no single test file uses all of it")]

use std::path::PathBuf;
use std::process::{Command, Stdio};

use bursar_sandbox::Sandbox;
use serde_json::Value as Json;
use tempfile::TempDir;

/// A user of this machine: a home folder, and a sandbox that runs already.
pub struct User {
    pub home: TempDir,
    pub sandbox: Sandbox,
}

/// What a command did.
#[derive(Debug)]
pub struct Ran {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Ran {
    /// The output as JSON.
    pub fn json(&self) -> Json {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("no JSON ({error}): {self:?}"))
    }
}

impl User {
    pub fn new() -> Self {
        let user = Self { home: TempDir::new().expect("a folder"), sandbox: Sandbox::start().expect("a sandbox") };
        user.write("ready.json", &user.sandbox.ready().to_string());
        user
    }

    /// Writes a file in the home folder.
    pub fn write(&self, name: &str, content: &str) -> PathBuf {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        std::fs::write(&path, content).expect("a file");
        path
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    /// A command that is not run yet, with nobody at the terminal.
    pub fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_bursar"));
        command.args(words).env_clear().env("HOME", self.home.path()).current_dir(self.home.path());
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    pub fn run(&self, words: &[&str]) -> Ran {
        ran(&mut self.command(words))
    }

    /// Runs a command against the sandbox that runs already.
    pub fn sandboxed(&self, words: &[&str]) -> Ran {
        let flag = format!("--sandbox={}", self.path("ready.json").display());
        ran(&mut self.command(&[&[flag.as_str()], words].concat()))
    }

    /// A field of a demo card.
    pub fn card(&self, number: usize, field: &str) -> String {
        let ready = self.sandbox.ready();
        ready["espai"]["cards"][number][field].as_str().expect("a demo card").to_owned()
    }

    /// The flags of a transfer between two demo cards.
    pub fn transfer(&self, from: usize, to: usize, amount: &str) -> Vec<String> {
        let mut words: Vec<String> =
            ["espai", "cards", "transfer", "--amount", amount, "--yes"].map(str::to_owned).into();
        for (flag, number, field) in [
            ("phone", from, "phone"),
            ("code", from, "code"),
            ("target-phone", to, "phone"),
            ("target-code", to, "code"),
        ] {
            words.extend([format!("--{flag}"), self.card(number, field)]);
        }
        words
    }
}

pub fn ran(command: &mut Command) -> Ran {
    let output = command.output().expect("it starts");
    Ran {
        code: output.status.code().expect("it ends by itself"),
        out: String::from_utf8(output.stdout).expect("text"),
        err: String::from_utf8(output.stderr).expect("text"),
    }
}

/// Words as they are taken by [`User::run`].
pub fn words(owned: &[String]) -> Vec<&str> {
    owned.iter().map(String::as_str).collect()
}
