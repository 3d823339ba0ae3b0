//! How all templates are read.

use anyhow::Result;
use minijinja::Environment;

/// An environment with these templates, whose own lines leave nothing behind.
pub(crate) fn environment(templates: &[(&'static str, &'static str)]) -> Result<Environment<'static>> {
    let mut environment = Environment::new();
    environment.set_trim_blocks(true);
    environment.set_lstrip_blocks(true);
    environment.set_keep_trailing_newline(true);
    environment.add_filter("under", under);
    for (name, source) in templates {
        environment.add_template(name, source)?;
    }
    Ok(environment)
}

/// Lines of a text below each other, all but the first indented by so many spaces.
#[allow(clippy::needless_pass_by_value, reason = "filters own what they get")]
fn under(lines: Vec<String>, indent: usize) -> String {
    let mut text = String::new();
    for (at, line) in lines.iter().enumerate() {
        if at > 0 {
            text.push('\n');
        }
        if at > 0 && !line.is_empty() {
            text.extend(std::iter::repeat_n(' ', indent));
        }
        text.push_str(line);
    }
    text
}
