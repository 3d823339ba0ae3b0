//! Output: a table for people, JSON and CSV for programs.

use std::io::{self, BufWriter, IsTerminal, StdoutLock, Write};
use std::path::Path;

use clap::ArgMatches;
use comfy_table::{Table, presets};
use serde_json::{Value as Json, json};

use crate::command::{is_set, text};
use crate::failure::{Failure, clean, clean_json};
use crate::rows::Rows;
use crate::secrets::Safe;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    Table,
    Json,
    Csv,
}

impl Format {
    pub(crate) fn of(matches: &ArgMatches) -> Self {
        match (is_set(matches, "json"), is_set(matches, "csv")) {
            (true, _) => Self::Json,
            (_, true) => Self::Csv,
            _ => Self::Table,
        }
    }
}

/// What is printed, and where secrets go.
#[derive(Debug)]
pub(crate) struct Printer {
    pub(crate) format: Format,
    reveal: bool,
    safe: Option<Safe>,
    out: BufWriter<StdoutLock<'static>>,
}

impl Printer {
    pub(crate) fn new(matches: &ArgMatches) -> Result<Self, Failure> {
        let safe = match text(matches, "save-secrets") {
            Some("-") => return Err(Failure::Usage("--save-secrets: takes a file; --reveal prints".to_owned())),
            path => path.map(|path| Safe::create(Path::new(path))).transpose()?,
        };
        let out = BufWriter::new(io::stdout().lock());
        Ok(Self { format: Format::of(matches), reveal: is_set(matches, "reveal"), safe, out })
    }

    /// Whether a secret that is received will be seen or kept.
    pub(crate) fn keeps_secrets(&self) -> bool {
        self.reveal || self.safe.is_some()
    }

    /// Whether standard output is a terminal, so that progress would be in the way of rows.
    pub(crate) fn is_terminal() -> bool {
        io::stdout().is_terminal()
    }

    /// Keeps the secrets of these rows, before anything is printed: the output may be closed.
    pub(crate) fn save(&mut self, rows: &Rows) -> Result<(), Failure> {
        let Some(safe) = &mut self.safe else { return Ok(()) };
        if rows.has_secrets() {
            for row in &rows.rows {
                safe.line(&rows.object(row, true).to_string()).map_err(Failure::file("cannot write the secrets"))?;
            }
        }
        Ok(())
    }

    /// One record. It is shown even if its secret cannot be kept: it tells what there is now to clear away.
    pub(crate) fn record(&mut self, rows: &Rows) -> Result<(), Failure> {
        let saved = self.save(rows);
        let shown = self.show(rows);
        saved.and(shown)
    }

    fn show(&mut self, rows: &Rows) -> Result<(), Failure> {
        match self.format {
            Format::Table => {
                self.blocks(rows)?;
            }
            Format::Json => {
                let object = rows.rows.first().map(|row| rows.object(row, self.reveal)).unwrap_or_default();
                writeln!(self.out, "{}", clean_json(&pretty(&object)))?;
            }
            Format::Csv => {
                self.csv_header(rows)?;
                self.csv(rows)?;
            }
        }
        Ok(self.out.flush()?)
    }

    /// Nothing to show, said in the way of the format.
    pub(crate) fn unit(&mut self) -> Result<(), Failure> {
        match self.format {
            Format::Table => writeln!(self.out, "done")?,
            Format::Json => writeln!(self.out, "null")?,
            Format::Csv => {}
        }
        Ok(self.out.flush()?)
    }

    /// A table of rows that are all there.
    pub(crate) fn table(&mut self, rows: &Rows) -> Result<(), Failure> {
        let width = Self::is_terminal().then(terminal_size::terminal_size).flatten();
        let width = width.map(|(width, _)| usize::from(width.0));
        // The schema of a list says which columns exist; those that this server never fills are left out.
        let shown: Vec<usize> = (0..rows.fields.len())
            .filter(|at| {
                rows.rows.is_empty() || rows.rows.iter().any(|row| row.get(*at).is_some_and(|cell| !cell.is_null()))
            })
            .collect();
        let mut table = Table::new();
        table.load_preset(presets::NOTHING);
        table.set_header(shown.iter().filter_map(|at| rows.fields.get(*at)).map(|field| field.name));
        for row in &rows.rows {
            table.add_row(shown.iter().filter_map(|at| row.get(*at)).map(|cell| clean(&cell.shown(self.reveal))));
        }
        let needed: usize = table.column_max_content_widths().iter().map(|width| usize::from(*width) + 2).sum();
        // A table that is folded into a narrow terminal has torn ids: rows one below the other can be copied.
        if width.is_some_and(|width| needed > width) {
            self.blocks(rows)?;
        } else {
            writeln!(self.out, "{}", table.trim_fmt())?;
        }
        Ok(self.out.flush()?)
    }

    /// Rows one below the other, each value beside its name.
    fn blocks(&mut self, rows: &Rows) -> io::Result<()> {
        let width = rows.fields.iter().map(|field| field.name.len()).max().unwrap_or(0);
        for (number, row) in rows.rows.iter().enumerate() {
            if number > 0 {
                writeln!(self.out)?;
            }
            for (field, cell) in rows.fields.iter().zip(row) {
                let value = cell.shown(self.reveal);
                // Some values are several lines, such as the headers of a raw reply.
                for (line, text) in value.split('\n').enumerate() {
                    let name = if line == 0 { field.name } else { "" };
                    writeln!(self.out, "{}", format!("{name:width$}  {}", clean(text)).trim_end())?;
                }
            }
        }
        Ok(())
    }

    /// The beginning of a list that is printed as it comes.
    pub(crate) fn list_begin(&mut self, rows: &Rows) -> Result<(), Failure> {
        match self.format {
            Format::Json => write!(self.out, "{{\"rows\":[")?,
            Format::Csv => self.csv_header(rows)?,
            Format::Table => {}
        }
        Ok(())
    }

    /// Rows of a list that is printed as it comes; `first` is whether none was printed before.
    pub(crate) fn list_rows(&mut self, rows: &Rows, mut first: bool) -> Result<(), Failure> {
        match self.format {
            Format::Json => {
                for row in &rows.rows {
                    let comma = if std::mem::take(&mut first) { "" } else { "," };
                    let object = clean_json(&rows.object(row, self.reveal).to_string());
                    write!(self.out, "{comma}\n{object}")?;
                }
            }
            Format::Csv => self.csv(rows)?,
            Format::Table => {}
        }
        Ok(self.out.flush()?)
    }

    /// The end of a list that was printed as it came, with where it goes on.
    pub(crate) fn list_end(&mut self, total: Option<u64>, next: Option<&str>) -> Result<(), Failure> {
        if self.format == Format::Json {
            writeln!(self.out, "\n],\"total\":{},\"next\":{}}}", json!(total), json!(next))?;
        }
        Ok(self.out.flush()?)
    }

    /// A list that is all there.
    pub(crate) fn list(&mut self, rows: &Rows) -> Result<(), Failure> {
        if self.format == Format::Table {
            return self.table(rows);
        }
        self.list_begin(rows)?;
        self.list_rows(rows, true)?;
        self.list_end(None, None)
    }

    /// A line of a person's output.
    pub(crate) fn line(&mut self, text: &str) -> Result<(), Failure> {
        writeln!(self.out, "{text}")?;
        Ok(self.out.flush()?)
    }

    fn csv_header(&mut self, rows: &Rows) -> io::Result<()> {
        self.csv_records([rows.fields.iter().map(|field| field.name.to_owned())])
    }

    fn csv(&mut self, rows: &Rows) -> io::Result<()> {
        let (reveal, terminal) = (self.reveal, Self::is_terminal());
        // A file holds what the server said; a terminal is not moved by it.
        let shown = |text: String| if terminal { clean(&text) } else { text };
        self.csv_records(rows.rows.iter().map(|row| row.iter().map(|cell| shown(cell.plain(reveal)))))
    }

    /// A page at once, and through memory: a row by itself would be a system call, and the writer's own errors no longer tell
    /// that the reader went away.
    fn csv_records<R: Iterator<Item = String>>(&mut self, records: impl IntoIterator<Item = R>) -> io::Result<()> {
        let mut writer = csv::Writer::from_writer(Vec::new());
        for record in records {
            writer.write_record(record).map_err(io::Error::from)?;
        }
        self.out.write_all(&writer.into_inner().map_err(csv::IntoInnerError::into_error)?)
    }
}

fn pretty(object: &Json) -> String {
    serde_json::to_string_pretty(object).unwrap_or_default()
}
