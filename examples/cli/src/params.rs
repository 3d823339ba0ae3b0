//! From the command line to parameters and options, as the JSON texts that core reads.

use bursar::schema::{OPTIONS, OperationSchema, OptionSchema, Type};
use bursar::{Options, Secret};
use clap::ArgMatches;
use serde_json::{Map, Value as Json};

use crate::command::{camel, kebab, option_flag, option_id, text};
use crate::config::read_options;
use crate::failure::Failure;
use crate::secrets;

/// The parameters that were given. Core reads numbers from text and says what does not fit; only truth values need care.
pub(crate) fn params(operation: &OperationSchema, matches: &ArgMatches, harmless: bool) -> Result<Json, Failure> {
    let mut params = Map::new();
    for field in operation.params.fields {
        let flag = format!("--{}", kebab(field.name));
        let value: Json = match (text(matches, field.name), field.slot.ty) {
            (Some(given), Type::Secret) => {
                if field.name == "body" {
                    params.insert(camel(field.name), secrets::body(&flag, given, harmless)?.expose().into());
                    continue;
                }
                let secret = secrets::given(&flag, given, harmless)?;
                // A key file with a second line in it is a mistake.
                if secret.expose().contains('\n') {
                    return Err(Failure::Usage(format!("{flag}: has more than one line")));
                }
                secret.expose().into()
            }
            (Some(given), Type::Bool) => (given == "true").into(),
            (Some(given), _) => given.into(),
            (None, Type::Secret) if !field.slot.optional => ask(&flag)?.expose().into(),
            (None, _) => continue,
        };
        params.insert(camel(field.name), value);
    }
    Ok(Json::Object(params))
}

fn ask(flag: &str) -> Result<Secret, Failure> {
    let missing = || Failure::Usage(format!("{flag} is missing: give {flag} @FILE, @- (standard input) or @fd:N"));
    secrets::ask(flag)?.ok_or_else(missing)
}

/// The options of the session, over those of the configuration file.
pub(crate) fn session_options(matches: &ArgMatches, mut options: Options) -> Result<Options, Failure> {
    let given = given(matches, |option| option.session)?;
    let over = read_options(given)?;
    options.timeout_ms = over.timeout_ms.or(options.timeout_ms);
    options.connect_timeout_ms = over.connect_timeout_ms.or(options.connect_timeout_ms);
    options.deadline_ms = over.deadline_ms.or(options.deadline_ms);
    options.max_retries = over.max_retries.or(options.max_retries);
    options.verify = over.verify.or(options.verify);
    options.headers.extend(over.headers);
    options.base_url = over.base_url.or(options.base_url);
    options.dialect = over.dialect.or(options.dialect);
    Ok(options)
}

/// The options of the call alone, as core's JSON.
pub(crate) fn call_options(matches: &ArgMatches) -> Result<Map<String, Json>, Failure> {
    given(matches, |option| !option.session)
}

fn given(matches: &ArgMatches, wanted: impl Fn(&OptionSchema) -> bool) -> Result<Map<String, Json>, Failure> {
    let mut options = Map::new();
    for option in OPTIONS.iter().filter(|option| wanted(option)) {
        let Ok(Some(mut values)) = matches.try_get_many::<String>(&option_id(option)) else { continue };
        let mut pairs = || values.by_ref().map(|pair| name_and_value(option, pair)).collect::<Result<Map<_, _>, _>>();
        let value = match option.ty {
            "texts" => Json::Object(pairs()?),
            _ => match values.next() {
                Some(text) => value(option, text)?,
                None => continue,
            },
        };
        options.insert(option.name.to_owned(), value);
    }
    Ok(options)
}

fn name_and_value(option: &OptionSchema, pair: &str) -> Result<(String, Json), Failure> {
    let wrong = || Failure::Usage(format!("--{}: takes NAME=VALUE", option_flag(option.name)));
    let (name, value) = pair.split_once('=').ok_or_else(wrong)?;
    Ok((name.to_owned(), value.into()))
}

fn value(option: &OptionSchema, text: &str) -> Result<Json, Failure> {
    let wrong = |problem: &str| Failure::Usage(format!("--{}: {problem}", option_flag(option.name)));
    if option.name.ends_with("Ms") {
        let duration = match text.parse::<u64>() {
            Ok(_) => return Err(wrong("needs a unit, such as 30s or 500ms")),
            Err(_) => humantime::parse_duration(text).map_err(|_| wrong("is no duration, such as 30s or 500ms"))?,
        };
        return u64::try_from(duration.as_millis()).map(Json::from).map_err(|_| wrong("is too long"));
    }
    match option.ty {
        "bool" => Ok((text == "true").into()),
        "integer" => text.parse::<u64>().map(Json::from).map_err(|_| wrong("must be a whole number")),
        "json" => serde_json::from_str(text).map_err(|_| wrong("is not valid JSON")),
        _ => Ok(text.into()),
    }
}
