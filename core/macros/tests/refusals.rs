//! What `#[params]` and `#[record]` take, what they refuse, and how they say so.
//!
//! `TRYBUILD=overwrite cargo test -p bursar-macros` writes the messages anew.

#[test]
fn what_cannot_cross_is_refused_with_a_readable_message() {
    let cases = trybuild::TestCases::new();
    cases.pass("tests/ui/accepted.rs");
    for refused in [
        "generic",
        "tuple",
        "choice",
        "undocumented_field",
        "undocumented_type",
        "nested",
        "list",
        "float",
        "columns_33",
    ] {
        cases.compile_fail(format!("tests/ui/{refused}.rs"));
    }
}
