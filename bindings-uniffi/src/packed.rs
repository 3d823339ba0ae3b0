//! Bytes on their way out. UniFFI writes a `Vec<u8>` byte by byte; this type copies it at once, and foreign code sees the
//! same `bytes`.

use bursar::handles::Answer;
use uniffi::{Lower, LowerReturn, MetadataBuffer, RustBuffer, RustCallError, TypeId};

/// An answer, packed.
#[derive(Debug)]
pub struct Packed(Vec<u8>);

impl From<Answer> for Packed {
    fn from(answer: Answer) -> Self {
        Self(answer.to_bytes())
    }
}

// SAFETY: what is written is what UniFFI writes for a `Vec<u8>`, whose metadata the type has: the length as i32, then the
// bytes. A reply has 16 MiB at most, and what is packed of it is far below 2 GiB.
unsafe impl<T> Lower<T> for Packed {
    type FfiType = RustBuffer;

    fn write(packed: Self, out: &mut Vec<u8>) {
        out.extend_from_slice(&i32::try_from(packed.0.len()).unwrap_or(0).to_be_bytes());
        out.extend_from_slice(&packed.0);
    }

    fn lower(packed: Self) -> RustBuffer {
        <Self as Lower<T>>::lower_into_rust_buffer(packed)
    }
}

// SAFETY: a buffer is returned as it is.
unsafe impl<T> LowerReturn<T> for Packed {
    type ReturnType = RustBuffer;

    fn lower_return(packed: Self) -> Result<RustBuffer, RustCallError> {
        Ok(<Self as Lower<T>>::lower(packed))
    }
}

impl<T> TypeId<T> for Packed {
    const TYPE_ID_META: MetadataBuffer = <Vec<u8> as TypeId<crate::UniFfiTag>>::TYPE_ID_META;
}
