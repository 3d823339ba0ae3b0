//! The program that the README points to does what it says.
#![cfg(feature = "ureq")]

mod sandbox_support;

#[allow(dead_code, reason = "its main is not run here")]
#[path = "../examples/sandbox.rs"]
mod example;

use bursar_sandbox::Sandbox;
use sandbox_support::credits;

#[test]
fn the_ready_file_leads_to_a_client() {
    for tls in [false, true] {
        let sandbox = Sandbox::builder().tls(tls).start().unwrap();
        let path = std::env::temp_dir().join(format!("bursar-example-{}-{tls}.json", std::process::id()));
        std::fs::write(&path, sandbox.ready().to_string()).unwrap();
        let result = example::run(path.to_str().unwrap());
        std::fs::remove_file(&path).unwrap();
        result.unwrap();
        assert_eq!(credits(&sandbox, 0), Some(990));
        let error = example::run(path.to_str().unwrap()).unwrap_err().to_string();
        assert!(error.ends_with("; is the sandbox running?"), "{error}");
    }
}
