//! The commands, built at run time from the schema: an operation that core gains is a command here without a change.

use std::collections::BTreeMap;

use bursar::schema::{Field, OPERATIONS, OPTIONS, OperationSchema, OptionSchema, PLATFORMS, Shape, Type};
use clap::builder::{
    NonEmptyStringValueParser, PossibleValue, PossibleValuesParser, StringValueParser, TypedValueParser,
};
use clap::{Arg, ArgAction, ArgMatches, Command, ValueHint};

use crate::failure;

/// In long help, what is the same for every command comes after what is the command's own.
const CALL: &str = "Options of the call";
const GLOBAL: &str = "Options of every command";

/// The whole command line.
pub(crate) fn root() -> Command {
    let platforms = PLATFORMS.iter().map(|platform| {
        let mut resources: BTreeMap<&str, Vec<Command>> = BTreeMap::new();
        let mut single = Vec::new();
        for operation in OPERATIONS {
            match path(operation, platform.id).as_deref() {
                Some([resource, verb]) => resources.entry(resource).or_default().push(leaf(operation, verb)),
                Some([verb]) => single.push(leaf(operation, verb)),
                _ => {}
            }
        }
        let resources = resources.into_iter().map(|(resource, verbs)| {
            let about = format!("{}: {}", kebab(resource), list(verbs.iter().map(Command::get_name)));
            group(kebab(resource), about).subcommands(verbs)
        });
        group(platform.id.to_owned(), format!("{}: users, keys, cards, credits", platform.title))
            .about(format!("Operations of {}", platform.title))
            .subcommands(resources)
            .subcommands(single)
    });
    group("bursar".to_owned(), "Administers accounts on AI platforms")
        .version(env!("CARGO_PKG_VERSION"))
        .disable_help_subcommand(false)
        .long_about(
            "Administers accounts on AI platforms: users, tokens, keys, quota cards, usage and credits.\n\n\
             To try it without an account: bursar --sandbox espai cards list\n\
             To set it up:                 bursar config init",
        )
        .after_long_help(failure::exit_codes())
        .max_term_width(100)
        .subcommands(platforms)
        .subcommand(credits())
        .subcommand(config())
        .subcommand(completions())
        .subcommand(sandbox())
        .args(globals())
}

fn group(name: String, about: impl Into<clap::builder::StyledStr>) -> Command {
    Command::new(name).about(about).subcommand_required(true).arg_required_else_help(true).disable_help_subcommand(true)
}

fn list<'a>(names: impl Iterator<Item = &'a str>) -> String {
    names.collect::<Vec<_>>().join(", ")
}

/// The words of an operation's command below its platform; `None` if it is another platform's.
fn path(operation: &OperationSchema, platform: &str) -> Option<Vec<&'static str>> {
    let words: Vec<&str> = operation.name.split('.').collect();
    match words.split_first() {
        Some((first, rest)) if *first == platform => Some(rest.to_vec()),
        // An operation without a platform is everyone's.
        Some((only, [])) => Some(vec![only]),
        _ => None,
    }
}

/// The operation that the words of a command line name.
pub(crate) fn operation(platform: &str, words: &[&str]) -> Option<&'static OperationSchema> {
    OPERATIONS.iter().find(|operation| {
        path(operation, platform).is_some_and(|path| path.iter().map(|word| kebab(word)).eq(words.iter().copied()))
    })
}

fn leaf(operation: &OperationSchema, verb: &str) -> Command {
    let gives = match operation.output {
        Shape::Unit => "Gives nothing.".to_owned(),
        Shape::Record(of) => format!("Gives one {}:{}", of.name, columns(of.fields)),
        Shape::Page(of) => format!("Gives a list of {}:{}", of.name, columns(of.fields)),
    };
    let about = sentence(operation.params.doc);
    let mut command = Command::new(kebab(verb))
        .about(about)
        .long_about(format!("{}\n\nOperation {}.", paragraphs(operation.params.doc), operation.name))
        .after_long_help(gives)
        .args(operation.params.fields.iter().map(param))
        .args(OPTIONS.iter().filter(|option| is_offered(operation, option)).map(option));
    if let Shape::Page(_) = operation.output {
        command = command.arg(flag("all", "Read every page, not only the first"));
    }
    if operation.params.fields.iter().any(|field| field.name == crate::transfer::RECEIPT) {
        command = command.mut_arg(crate::transfer::RECEIPT, |arg| {
            let help = arg.get_help().map(ToString::to_string).unwrap_or_default();
            arg.value_name("FILE").value_hint(ValueHint::FilePath).help(format!("{help} [a file, or its text]"))
        });
    }
    if operation.name == crate::transfer::TRANSFER {
        command = command.args(crate::transfer::flags());
    }
    command
}

fn columns(fields: &[Field]) -> String {
    let line = |field: &Field| format!("\n  {:<16} {}", field.name, sentence(field.doc));
    fields.iter().map(line).collect()
}

/// Whether a call's option is a flag of this command: not where a parameter has the name, and `meta` is what `-v` shows.
fn is_offered(operation: &OperationSchema, option: &OptionSchema) -> bool {
    let taken = operation.params.fields.iter().any(|field| field.name == option.name);
    let whole = !matches!(operation.output, Shape::Page(_));
    let dialect = option.name == "dialect" && !operation.name.starts_with("opencatd");
    !(taken || dialect || option.name == "meta" || option.name == "after" && whole)
}

fn param(field: &Field) -> Arg {
    let is_secret = field.slot.ty == Type::Secret;
    let mut help = sentence(field.doc);
    if is_secret {
        help.push_str(" [@FILE, @- or @fd:N reads it");
        help.push_str(if field.slot.optional { "]" } else { "; left out, you are asked]" });
    }
    let arg = Arg::new(field.name)
        .long(kebab(field.name))
        .help(help)
        // A secret that is left out is asked for.
        .required(!field.slot.optional && !is_secret)
        .allow_hyphen_values(true);
    let (name, parser) = match field.slot.ty {
        Type::Bool => return switch(arg),
        Type::Integer => ("NUMBER", None),
        Type::Decimal => ("DECIMAL", None),
        Type::Instant => ("TIME", None),
        Type::Secret => ("SECRET", None),
        Type::Text => ("TEXT", None),
        Type::Open(names) => {
            let known = names.known.iter().map(|known| {
                let by_name = kebab(&known.name.to_lowercase());
                let value = PossibleValue::new(known.value).help(sentence(known.doc));
                if by_name == known.value { value } else { value.alias(by_name) }
            });
            // The set is open: what this version does not know is handed on as it is.
            let shown = PossibleValuesParser::new(known);
            ("VALUE", Some(OpenParser(shown)))
        }
    };
    let arg = arg.value_name(name);
    match parser {
        Some(parser) => arg.value_parser(parser),
        None if is_secret => arg.value_hint(ValueHint::FilePath),
        None => arg,
    }
}

/// Knows its values for help and completion, their names too, and takes any other.
#[derive(Clone)]
struct OpenParser(PossibleValuesParser);

impl TypedValueParser for OpenParser {
    type Value = String;

    fn parse_ref(
        &self,
        command: &Command,
        arg: Option<&Arg>,
        value: &std::ffi::OsStr,
    ) -> Result<Self::Value, clap::Error> {
        let text = StringValueParser::new().parse_ref(command, arg, value)?;
        let known = self.0.possible_values().and_then(|mut all| all.find(|known| known.matches(&text, true)));
        Ok(known.map_or(text, |known| known.get_name().to_owned()))
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        self.0.possible_values()
    }
}

fn option(option: &OptionSchema) -> Arg {
    let mut help = sentence(option.doc);
    let arg = Arg::new(option_id(option))
        .long(option_flag(option.name))
        .help_heading(CALL)
        .hide_short_help(option.name != "after");
    if option.name.ends_with("Ms") {
        help = help.replace(", in milliseconds", "");
        help = help.strip_suffix(",000").map_or(help.clone(), |seconds| format!("{seconds} s"));
        return arg.value_name("DURATION").help(format!("{help} [such as 30s or 500ms]"));
    }
    match option.ty {
        "bool" => switch(arg.help(help)),
        "integer" => arg.value_name("NUMBER").help(help),
        "texts" => arg.value_name("NAME=VALUE").action(ArgAction::Append).help(help),
        "json" => arg.value_name("JSON").help(help),
        _ if option.name == "after" => arg.value_name("CURSOR").help(help).allow_hyphen_values(true),
        _ => arg.value_name("TEXT").help(help),
    }
}

/// Options and parameters of the same name are told apart.
pub(crate) fn option_id(option: &OptionSchema) -> String {
    format!("option:{}", option.name)
}

/// The flag of an option: a duration has its unit in its value, and `--header` is given once for each.
pub(crate) fn option_flag(name: &str) -> String {
    match name {
        "headers" => "header".to_owned(),
        name => kebab_of_camel(name.strip_suffix("Ms").unwrap_or(name)),
    }
}

fn switch(arg: Arg) -> Arg {
    arg.value_name("BOOL")
        .num_args(0..=1)
        .require_equals(true)
        .default_missing_value("true")
        .value_parser(["true", "false"])
}

fn flag(name: &'static str, help: &'static str) -> Arg {
    Arg::new(name).long(name).help(help).action(ArgAction::SetTrue)
}

fn globals() -> [Arg; 10] {
    let global = |arg: Arg| arg.global(true).help_heading(GLOBAL);
    [
        global(flag("json", "Print JSON; a list is {\"rows\": [...], \"total\": ..., \"next\": ...}")),
        global(flag("csv", "Print CSV with a header line")).conflicts_with("json"),
        global(flag("reveal", "Print secrets instead of ***")),
        global(
            Arg::new("save-secrets")
                .long("save-secrets")
                .value_name("FILE")
                .value_hint(ValueHint::FilePath)
                .help("Write what holds secrets to this new file, readable by you only, one JSON object a row"),
        ),
        global(Arg::new("verbose").short('v').long("verbose").action(ArgAction::SetTrue))
            .help("Show requests and replies as they happen, without secrets and bodies"),
        global(flag("yes", "Do not ask before credits are moved; needed where nobody can be asked")).short('y'),
        global(
            Arg::new("profile").long("profile").value_name("NAME").help("Use this profile of the configuration file"),
        ),
        global(Arg::new("config").long("config").value_name("FILE").value_hint(ValueHint::FilePath))
            .help("Read this configuration file"),
        global(Arg::new("credential").long("credential").value_name("NAME=SECRET").action(ArgAction::Append))
            .help("A credential, such as api-key=@FILE, api-key=@- (standard input) or api-key=@fd:3"),
        global(
            Arg::new("sandbox")
                .long("sandbox")
                .value_name("READY-FILE")
                .num_args(0..=1)
                .require_equals(true)
                .default_missing_value("1")
                .value_parser(NonEmptyStringValueParser::new())
                .value_hint(ValueHint::FilePath)
                .help("Talk to an emulator on this machine instead; with =FILE, to one that runs already"),
        ),
    ]
}

fn credits() -> Command {
    // The period is that of the operations that take one.
    let mut fields: Vec<&Field> = Vec::new();
    for field in OPERATIONS.iter().filter(|op| op.name.ends_with(".credits")).flat_map(|op| op.params.fields) {
        if !fields.iter().any(|known| known.name == field.name) {
            fields.push(field);
        }
    }
    Command::new("credits")
        .about("What is left or was spent, on every platform that is configured")
        .long_about(
            "What is left or was spent, on every platform that is configured.\n\nopencatd knows no balance: it tells what \
             was spent in a period, this month (UTC) unless you say otherwise. The other platforms take no period.",
        )
        .args(fields.into_iter().map(param))
}

fn config() -> Command {
    group("config".to_owned(), "Where accounts come from: show it, or write a file to begin with")
        .subcommand(Command::new("show").about("Show which platforms are configured and where each credential is from"))
        .subcommand(Command::new("init").about("Write a configuration file to fill in, readable by you only"))
        .subcommand(Command::new("path").about("Print the path of the configuration file"))
}

fn completions() -> Command {
    let shell = Arg::new("shell").required(true).value_parser(clap::value_parser!(clap_complete::Shell));
    Command::new("completions").about("Print a script that completes commands in your shell").arg(shell)
}

fn sandbox() -> Command {
    group("sandbox".to_owned(), "The emulator behind --sandbox")
        .subcommand(Command::new("reset").about("Forget everything that was done with --sandbox"))
}

/// The name of a flag or command: `target_phone` is `target-phone`.
pub(crate) fn kebab(name: &str) -> String {
    name.replace('_', "-")
}

/// `connectTimeout` is `connect-timeout`.
pub(crate) fn kebab_of_camel(name: &str) -> String {
    name.chars().fold(String::new(), |mut kebab, c| {
        if c.is_ascii_uppercase() {
            kebab.push('-');
        }
        kebab.push(c.to_ascii_lowercase());
        kebab
    })
}

/// `target_phone` is `targetPhone`, as parameters are called on the crossing.
pub(crate) fn camel(name: &str) -> String {
    let mut upper = false;
    name.chars().fold(String::new(), |mut camel, c| {
        match c {
            '_' | '-' => upper = true,
            c if std::mem::take(&mut upper) => camel.push(c.to_ascii_uppercase()),
            c => camel.push(c),
        }
        camel
    })
}

/// A doc comment whose lines are as long as the terminal wants them.
fn paragraphs(doc: &str) -> String {
    doc.split("\n\n").map(|paragraph| paragraph.replace('\n', " ")).collect::<Vec<_>>().join("\n\n")
}

/// A doc comment on one line, without its last full stop, as clap writes help.
fn sentence(doc: &str) -> String {
    let line = doc.split("\n\n").next().unwrap_or_default().replace('\n', " ").replace('`', "");
    line.strip_suffix('.').map(str::to_owned).unwrap_or(line)
}

/// The text of an argument, if it was given.
pub(crate) fn text<'a>(matches: &'a ArgMatches, id: &str) -> Option<&'a str> {
    matches.try_get_one::<String>(id).ok().flatten().map(String::as_str)
}

/// Whether a flag was given; a command that has no such flag has not.
pub(crate) fn is_set(matches: &ArgMatches, id: &str) -> bool {
    matches.try_get_one::<bool>(id).ok().flatten().copied().unwrap_or(false)
}
