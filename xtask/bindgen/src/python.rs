//! The module that UniFFI writes for Python, tuned: a small call took 30 us as generated, and takes 13.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use uniffi_bindgen::bindings::{GenerateOptions, TargetLanguage, generate};

use crate::tune::{Change, tune};

/// How UniFFI names the module of the crate `bursar-uniffi`.
const GENERATED: &str = "bursar_uniffi.py";

const CHANGES: &[Change] = &[
    // A status was made, and a reference to it, for each call. A thread has one call under way at a time.
    Change {
        what: "the call's status",
        anchor: "    call_status = _UniffiRustCallStatus.default()

    args_with_error = args + (ctypes.byref(call_status),)
    result = fn(*args_with_error)
    _uniffi_check_call_status(error_ffi_converter, call_status)
    return result
",
        instead: "    try:
        status, reference = _bursar_thread.status
    except AttributeError:
        status = _UniffiRustCallStatus.default()
        reference = ctypes.byref(status)
        _bursar_thread.status = status, reference
    result = fn(*args, reference)
    if status.code:
        # To look at it takes calls of its own, which must find a clean status.
        failed = _UniffiRustCallStatus(status.code, status.error_buf)
        status.code = _UniffiRustCallStatus.CALL_SUCCESS
        _uniffi_check_call_status(error_ffi_converter, failed)
    return result
",
    },
    Change {
        what: "where a thread keeps its status",
        anchor: "def _uniffi_rust_call(fn, *args):\n",
        instead: "_bursar_thread = threading.local()\n\ndef _uniffi_rust_call(fn, *args):\n",
    },
    // A buffer was read through a stream, field by field. It is a length as i32, and then the bytes.
    Change {
        what: "bytes on their way in",
        anchor: "class _UniffiFfiConverterBytes(_UniffiConverterRustBuffer):\n",
        instead: "class _UniffiFfiConverterBytes(_UniffiConverterRustBuffer):
    @staticmethod
    def lift(rbuf):
        try:
            return ctypes.string_at(ctypes.addressof(rbuf.data.contents) + 4, rbuf.len - 4)
        finally:
            rbuf.free()

",
    },
    // A cast took as long as the rest of the argument. The field takes the address of a `bytes` by itself, and keeps it.
    Change {
        what: "the type of bytes on their way out",
        anchor: "class _UniffiForeignBytes(ctypes.Structure):
    _fields_ = [
        (\"len\", ctypes.c_int32),
        (\"data\", ctypes.POINTER(ctypes.c_char)),
    ]
",
        instead: "class _UniffiForeignBytes(ctypes.Structure):
    _fields_ = [
        (\"len\", ctypes.c_int32),
        (\"data\", ctypes.c_char_p),
    ]
",
    },
    Change {
        what: "bytes on their way out",
        anchor: "        fb = _UniffiForeignBytes()
        if len(value) == 0:
            fb.len = 0
            fb.data = None
        else:
            fb.len = len(value)
            fb.data = ctypes.cast(ctypes.c_char_p(value), ctypes.POINTER(ctypes.c_char))
        return fb
",
        instead: "        return _UniffiForeignBytes(len(value), value)\n",
    },
];

/// Writes the module of a library that is not stripped.
pub(crate) fn write(library: &Path, output: &Path) -> Result<()> {
    let folder = output.parent().context("a file has a folder")?;
    let text = |path: &Path| path.to_str().map(str::to_owned).context("paths must be UTF-8");
    let options = GenerateOptions {
        languages: vec![TargetLanguage::Python],
        source: text(library)?.into(),
        out_dir: text(folder)?.into(),
        ..GenerateOptions::default()
    };
    generate(options)?;
    let generated = folder.join(GENERATED);
    let module = fs::read_to_string(&generated)?;
    fs::remove_file(&generated)?;
    fs::write(output, tune(&module, CHANGES)?).with_context(|| format!("cannot write {}", output.display()))
}
