//! `bursar config`: what is found where, and a file to begin with.

use std::fmt::Write as _;
use std::fs;
use std::io::{self, Write as _};
use std::path::Path;

use bursar::schema::PLATFORMS;
use clap::ArgMatches;

use crate::config::{self, File, Found, each, snake};
use crate::failure::{Failure, remark};
use crate::secrets;

pub(crate) fn run(matches: &ArgMatches) -> Result<(), Failure> {
    let text = match matches.subcommand() {
        Some(("init", matches)) => {
            let path = config::path(matches)?;
            if path == Path::new("-") {
                return Err(Failure::Usage("--config: takes the name of the file that is written".to_owned()));
            }
            if let Some(folder) = path.parent() {
                fs::create_dir_all(folder).map_err(Failure::file(format!("cannot make {}", folder.display())))?;
            }
            let mut file = secrets::Safe::create(&path)?;
            file.line(&template()).map_err(Failure::file(format!("cannot write {}", path.display())))?;
            remark("Fill it in, then: bursar config show");
            format!("{}\n", path.display())
        }
        Some(("path", matches)) => format!("{}\n", config::path(matches)?.display()),
        Some((_, matches)) => show(matches)?,
        None => String::new(),
    };
    Ok(io::stdout().write_all(text.as_bytes())?)
}

fn show(matches: &ArgMatches) -> Result<String, Failure> {
    let file = File::read(matches)?;
    let note = if file.exists { "" } else { " (does not exist; bursar config init writes one)" };
    let mut text = format!("file     {}{note}\nprofile  {}\n", file.path.display(), file.profile);
    for platform in PLATFORMS {
        let profile = file.profile(platform.id);
        let url = profile.base_url(platform).or_else(|| platform.base_url.map(str::to_owned));
        let _ = writeln!(text, "\n{} ({})", platform.title, platform.id);
        let _ = writeln!(text, "  base_url       {}", url.as_deref().map_or_else(|| "missing".to_owned(), masked));
        let found = profile.sources(platform, None)?;
        let all: Vec<_> = profile.ranks(platform)?.into_iter().flatten().collect();
        for credential in each(platform) {
            let name = snake(credential.name);
            let by = |found: &[Found]| {
                found.iter().find(|(known, _)| *known == credential.name).map(|(_, source)| source.to_string())
            };
            let source = match (by(&found), by(&all)) {
                (Some(source), _) => format!("set by {source}"),
                (None, Some(source)) => format!("left out, though set by {source}: what comes first goes another way"),
                (None, None) => format!("not set; {} or {name} in the file", credential.environment),
            };
            let _ = writeln!(text, "  {name:<14} {source}");
        }
    }
    Ok(text)
}

/// A URL without what may be a secret in it: some proxies want a password there, others a key in the query.
fn masked(url: &str) -> String {
    let (rest, query) = url.find(['?', '#']).map_or((url, ""), |at| (url.get(..at).unwrap_or(url), "?***"));
    let (scheme, rest) = rest.split_once("://").map_or(("", rest), |(scheme, rest)| (scheme, rest));
    let separator = if scheme.is_empty() { "" } else { "://" };
    let rest = rest.rsplit_once('@').map_or_else(|| rest.to_owned(), |(_, host)| format!("***@{host}"));
    format!("{scheme}{separator}{rest}{query}")
}

fn template() -> String {
    let mut text = "# Accounts for bursar. [default.…] is used unless --profile or BURSAR_PROFILE names another.\n\
                    # Environment variables come before this file, unless a profile is named.\n\
                    # Each credential can be given here, as NAME_file = \"path\", or as NAME_command = [\"word\", …].\n"
        .to_owned();
    for platform in PLATFORMS {
        let _ = writeln!(text, "\n# {}\n# [default.{}]", platform.title, platform.id);
        if platform.base_url.is_none() {
            text.push_str("# base_url = \"https://…\"\n");
        }
        for credential in each(platform) {
            let _ = writeln!(text, "# {} = \"…\"   # {}", snake(credential.name), credential.doc);
        }
    }
    text
}
