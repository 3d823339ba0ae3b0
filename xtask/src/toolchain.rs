//! The Swift toolchain: the one on the PATH; or, on Debian as root, one in a tree of its own, brought up once.

use std::env;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};

use crate::tools::{apt, has_apt, program, root, run, target};

/// The first Debian that has Swift 6. What is built on this machine may be of an older one: it links and runs there.
const SUITE: &str = "trixie";
const KEYRING: &str = "/usr/share/keyrings/debian-archive-keyring.gpg";
const PACKAGES: &str = "swiftlang,libc6-dev,libstdc++-14-dev,ca-certificates,coreutils,bash,dash,grep,sed";
/// A toolchain that is there.
pub(crate) struct Swift {
    /// Where it is brought up, if it is not this machine's own.
    tree: Option<PathBuf>,
}

impl Swift {
    /// Finds it, or brings it up, which takes about a minute and 2.5 GB.
    pub(crate) fn find() -> Result<Self> {
        if program("swift").is_some() && fits(&version()) {
            return Ok(Self { tree: None });
        }
        ensure!(
            cfg!(target_os = "linux") && has_apt() && is_debian(),
            "Swift 6 or newer is needed on the PATH (https://www.swift.org/install); on Debian, root gets it by itself"
        );
        let cache = env::var_os("XDG_CACHE_HOME").map(PathBuf::from).filter(|folder| folder.is_absolute());
        let cache = cache.or_else(|| Some(env::home_dir()?.join(".cache"))).context("there is no home folder")?;
        let tree = cache.join("bursar/swift");
        bring_up(&tree)?;
        Ok(Self { tree: Some(tree) })
    }

    /// A program of the toolchain, in a folder of this repository, or of what is built.
    pub(crate) fn program(&self, name: &str, folder: &Path) -> Result<Command> {
        let Some(tree) = &self.tree else {
            // Some of them lie beside `swift` only.
            let beside = program("swift").and_then(|swift| Some(fs::canonicalize(swift).ok()?.with_file_name(name)));
            let mut command = Command::new(beside.filter(|path| path.is_file()).unwrap_or_else(|| name.into()));
            command.current_dir(folder);
            return Ok(command);
        };
        let mut command = Command::new("unshare");
        command.args(["--mount", "sh"]).arg(root().join("xtask/src/enter.sh")).arg(tree).arg(folder);
        // The folder of what is built may be a link: in the tree both its names must lead there.
        fs::create_dir_all(target())?;
        command.arg(root()).arg(fs::canonicalize(target())?).arg("--").arg(name);
        Ok(command)
    }
}

/// What the `swift` on the PATH says of itself.
fn version() -> String {
    let told = Command::new("swift").arg("--version").stderr(Stdio::null()).output();
    told.map(|told| String::from_utf8_lossy(&told.stdout).into_owned()).unwrap_or_default()
}

/// Whether that is Swift 6 or newer: `Swift version 6.0.3 (swift-6.0.3-RELEASE)`.
fn fits(version: &str) -> bool {
    let number = version.split("Swift version ").nth(1).and_then(|rest| rest.split('.').next());
    number.and_then(|number| number.parse::<u32>().ok()).is_some_and(|number| number >= 6)
}

/// Others have apt, too, but neither this suite nor its keys.
fn is_debian() -> bool {
    fs::read_to_string("/etc/os-release").is_ok_and(|told| told.lines().any(|line| line == "ID=debian"))
}

/// Makes the tree, unless it is there in whole. Whoever comes at the same time waits.
fn bring_up(tree: &Path) -> Result<()> {
    fs::create_dir_all(tree)?;
    let lock = fs::File::create(tree.with_extension("lock"))?;
    lock.lock().context("cannot lock the toolchain's tree")?;
    let (recipe, stamp) = (format!("{SUITE} {PACKAGES}\n"), tree.join(".complete"));
    if fs::read_to_string(&stamp).is_ok_and(|made| made == recipe) {
        return Ok(());
    }
    eprintln!("xtask: bringing up Swift in {} (once, takes about a minute and 2.5 GB)", tree.display());
    if let Err(error) = fs::remove_dir_all(tree)
        && error.kind() != io::ErrorKind::NotFound
    {
        return Err(error).with_context(|| format!("cannot remove {}", tree.display()));
    }
    fs::create_dir_all(tree)?;
    if program("mmdebstrap").is_none() || !Path::new(KEYRING).is_file() {
        apt(&["mmdebstrap", "debian-archive-keyring"])?;
    }
    let source = format!("deb [signed-by={KEYRING}] {} {SUITE} main", mirror()?);
    run(Command::new("mmdebstrap")
        .args(["--quiet", "--mode=root", "--variant=extract", &format!("--include={PACKAGES}")])
        .arg("--aptopt=APT::Install-Recommends \"false\"")
        .arg(SUITE)
        .arg(tree)
        .arg(source))?;
    let null = tree.join("dev/null");
    if !null.exists() {
        run(Command::new("mknod").args(["-m", "666"]).arg(null).args(["c", "1", "3"]))?;
    }
    fs::write(stamp, recipe)?;
    Ok(())
}

/// The mirror that apt takes this Debian from.
fn mirror() -> Result<String> {
    let words = ["indextargets", "--format", "$(SITE) $(CODENAME)", "Created-By: Packages"];
    let listed = Command::new("apt-get").args(words).output().context("cannot start apt-get")?.stdout;
    let release = fs::read_to_string("/etc/os-release").unwrap_or_default();
    let codename = release.lines().find_map(|line| line.strip_prefix("VERSION_CODENAME="));
    String::from_utf8_lossy(&listed)
        .lines()
        .filter_map(|line| line.split_once(' '))
        .find(|(_, of)| Some(*of) == codename)
        .map(|(site, _)| site.to_owned())
        .context("apt is configured with no mirror of this Debian; put Swift 6 or newer on the PATH")
}

#[cfg(test)]
mod tests {
    use super::fits;

    #[test]
    fn only_swift_6_or_newer_fits() {
        for (version, expected) in [
            ("Swift version 6.0.3 (swift-6.0.3-RELEASE)\nTarget: x86_64-pc-linux-gnu\n", true),
            ("swift-driver version: 1.115 Apple Swift version 6.1 (swiftlang-6.1.0.110.21)", true),
            ("Swift version 5.10.1 (swift-5.10.1-RELEASE)", false),
            // OpenStack's client.
            ("swift 4.6.0", false),
            ("", false),
        ] {
            assert_eq!(fits(version), expected, "{version}");
        }
    }
}
