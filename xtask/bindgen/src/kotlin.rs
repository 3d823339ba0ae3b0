//! The file that UniFFI writes for Kotlin, tuned: a crossing took 7 us as generated, and takes 0.2.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use uniffi_bindgen::bindings::{GenerateOptions, TargetLanguage, generate};

use crate::tune::{Change, tune};

/// Where UniFFI puts the file, by the package that `bindings-uniffi/uniffi.toml` names.
const GENERATED: &str = "dev/bursar/crossing/bursar_uniffi.kt";

/// How each function of the library took its status.
const STATUS: &str = "uniffi_out_err: UniffiRustCallStatus,";

const CHANGES: &[Change] = &[
    // A JNA structure was made for each call, which is most of what a call took. Rust writes into it only when a call fails:
    // a thread has one place for it, passes its address, and makes the structure when there is something to tell.
    Change {
        what: "the call's status",
        anchor: "private inline fun <U, E: kotlin.Exception> uniffiRustCallWithError(errorHandler: UniffiRustCallStatusErrorHandler<E>, callback: (UniffiRustCallStatus) -> U): U {
    var status = UniffiRustCallStatus()
    val return_value = callback(status)
    uniffiCheckCallStatus(errorHandler, status)
    return return_value
}
",
        instead: "private class BursarStatus {
    private val place: ByteBuffer = ByteBuffer.allocateDirect(32).order(ByteOrder.nativeOrder())
    @JvmField val address: Long = Pointer.nativeValue(Native.getDirectBufferPointer(place))

    init {
        check(Native.POINTER_SIZE == 8) { \"the status has this layout on 64-bit machines only\" }
    }

    fun isSuccess(): Boolean = place.get(0) == UNIFFI_CALL_SUCCESS

    // To look at a status takes calls of its own, which must find a clean one.
    fun take(): UniffiRustCallStatus {
        val data = place.getLong(24)
        val failed = UniffiRustCallStatus()
        failed.code = place.get(0)
        failed.error_buf =
            RustBuffer.create(place.getLong(8).toULong(), place.getLong(16).toULong(), if (data == 0L) null else Pointer(data))
        for (at in 0 until 32 step 8) place.putLong(at, 0)
        return failed
    }
}

private val bursarStatus: ThreadLocal<BursarStatus> = ThreadLocal.withInitial { BursarStatus() }

private inline fun <U, E: kotlin.Exception> uniffiRustCallWithError(errorHandler: UniffiRustCallStatusErrorHandler<E>, callback: (Long) -> U): U {
    val status = bursarStatus.get()
    val return_value = callback(status.address)
    if (!status.isSuccess()) uniffiCheckCallStatus(errorHandler, status.take())
    return return_value
}
",
    },
    Change {
        what: "what a call is handed",
        anchor: "private inline fun <U> uniffiRustCall(callback: (UniffiRustCallStatus) -> U): U {\n",
        instead: "private inline fun <U> uniffiRustCall(callback: (Long) -> U): U {\n",
    },
];

/// Writes the file of a library that is not stripped into a folder of sources.
pub(crate) fn write(library: &Path, sources: &Path) -> Result<()> {
    let text = |path: &Path| path.to_str().map(str::to_owned).context("paths must be UTF-8");
    let options = GenerateOptions {
        languages: vec![TargetLanguage::Kotlin],
        source: text(library)?.into(),
        out_dir: text(sources)?.into(),
        config_override: Some(concat!(env!("CARGO_MANIFEST_DIR"), "/../../bindings-uniffi/uniffi.toml").into()),
        ..GenerateOptions::default()
    };
    generate(options)?;
    let file = sources.join(GENERATED);
    let generated = fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?;
    fs::write(&file, by_address(&tune(&generated, CHANGES)?)?)
        .with_context(|| format!("cannot write {}", file.display()))
}

/// Lets every function of the library take its status by address.
fn by_address(text: &str) -> Result<String> {
    ensure!(text.contains(STATUS), "the status of calls: no function takes one as it did");
    let tuned = text.replace(STATUS, "uniffi_out_err: Long,");
    let left = tuned.lines().find(|line| line.contains("external fun") && line.contains("UniffiRustCallStatus"));
    ensure!(left.is_none(), "the status of calls: a function takes one in another way: {}", left.unwrap_or_default());
    Ok(tuned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_status_becomes_an_address() {
        let text = "external fun a(uniffi_out_err: UniffiRustCallStatus, \nexternal fun b(`x`: Long,uniffi_out_err: UniffiRustCallStatus, ";
        assert_eq!(
            by_address(text).unwrap(),
            "external fun a(uniffi_out_err: Long, \nexternal fun b(`x`: Long,uniffi_out_err: Long, "
        );
    }

    #[test]
    fn a_status_that_is_passed_otherwise_is_refused() {
        for text in
            ["external fun a()", "uniffi_out_err: UniffiRustCallStatus, \nexternal fun b(status: UniffiRustCallStatus)"]
        {
            assert!(by_address(text).unwrap_err().to_string().contains("the status of calls"));
        }
    }
}
