//! `bursar config`: what is found where, and a file to begin with.

use std::fmt::Write;
use std::fs;

use bursar::schema::PLATFORMS;
use clap::ArgMatches;

use crate::config::{self, File, each, snake};
use crate::failure::{Failure, remark};
use crate::secrets;

pub(crate) fn run(matches: &ArgMatches) -> Result<(), Failure> {
    match matches.subcommand() {
        Some(("init", matches)) => {
            let path = config::path(matches)?;
            if let Some(folder) = path.parent() {
                fs::create_dir_all(folder).map_err(Failure::file(format!("cannot make {}", folder.display())))?;
            }
            let mut file = secrets::Safe::create(&path)?;
            file.line(&template()).map_err(Failure::file(format!("cannot write {}", path.display())))?;
            println!("{}", path.display());
            remark("Fill it in, then: bursar config show");
            Ok(())
        }
        Some(("path", matches)) => {
            println!("{}", config::path(matches)?.display());
            Ok(())
        }
        Some((_, matches)) => show(matches),
        None => Ok(()),
    }
}

fn show(matches: &ArgMatches) -> Result<(), Failure> {
    let file = File::read(matches)?;
    let note = if file.exists { "" } else { " (does not exist; bursar config init writes one)" };
    println!("file     {}{note}", file.path.display());
    println!("profile  {}", file.profile);
    for platform in PLATFORMS {
        let profile = file.profile(platform.id);
        println!("\n{} ({})", platform.title, platform.id);
        let url = profile.base_url(platform).or_else(|| platform.base_url.map(str::to_owned));
        println!("  base_url       {}", url.as_deref().unwrap_or("missing"));
        let found = profile.credentials(platform, None)?;
        for credential in each(platform) {
            let source = found.iter().find(|found| found.name == credential.name);
            let source = source.map_or_else(
                || format!("not set; {} or {} in the file", credential.environment, snake(credential.name)),
                |found| format!("set by {}", found.source),
            );
            println!("  {:<14} {source}", snake(credential.name));
        }
    }
    Ok(())
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
