//! Bytes of the host's memory, and answers in ours.

use bursar::handles::Answer;

/// The bytes that a host shows for the time of a call. No length needs no address.
pub(crate) fn given<'a>(address: u64, length: u64) -> &'a [u8] {
    let length = usize::try_from(length).unwrap_or(0);
    if length == 0 {
        return &[];
    }
    // SAFETY: the packages give the address of so many bytes, and hold them until the function returns; nothing keeps them
    // longer, as every function of the table reads or copies what it is given.
    unsafe { std::slice::from_raw_parts(pointer(address), length) }
}

/// Leaves an answer in memory, tells at `out` where it is, and gives what takes it away.
pub(crate) fn leave(answer: &Answer, out: u64) -> u64 {
    let answer = Box::new(answer.to_bytes());
    let told = [answer.as_ptr().expose_provenance() as u64, answer.len() as u64];
    // SAFETY: the packages give the address of 16 bytes of their own, which no other thread uses meanwhile.
    unsafe { pointer::<[u64; 2]>(out).cast_mut().write_unaligned(told) };
    Box::into_raw(answer).expose_provenance() as u64
}

/// Drops an answer.
pub(crate) fn release(answer: u64) {
    // A function that panicked has given none.
    if answer == 0 {
        return;
    }
    // SAFETY: the packages give each number of `leave` back once.
    drop(unsafe { Box::from_raw(pointer::<Vec<u8>>(answer).cast_mut()) });
}

fn pointer<T>(address: u64) -> *const T {
    std::ptr::with_exposed_provenance(usize::try_from(address).unwrap_or(0))
}
