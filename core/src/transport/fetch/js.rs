//! The JavaScript around us, which may be anything: every access is by name, and may throw.

use std::cell::Cell;
use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::slice;
use std::task::Poll;

use js_sys::futures::JsFuture;
use js_sys::{Array, Function, Promise, Reflect, Uint8Array, global};
use wasm_bindgen::{JsCast, JsValue};

/// The time ran out.
pub(super) struct Late;

/// The runtime cannot wait.
#[derive(Debug, thiserror::Error)]
#[error("this runtime has no setTimeout")]
pub(super) struct NoTimers;

/// Reads a property.
pub(super) fn get(of: &JsValue, name: &str) -> Result<JsValue, JsValue> {
    Reflect::get(of, &name.into())
}

/// Calls a method.
pub(super) fn call(of: &JsValue, name: &str, arguments: &[JsValue]) -> Result<JsValue, JsValue> {
    Reflect::apply(&function(of, name)?, of, &arguments.iter().collect::<Array>())
}

/// Calls a constructor of the global object.
pub(super) fn construct(name: &str, arguments: &[JsValue]) -> Result<JsValue, JsValue> {
    Reflect::construct(&function(&global(), name)?, &arguments.iter().collect::<Array>())
}

fn function(of: &JsValue, name: &str) -> Result<Function, JsValue> {
    get(of, name)?.dyn_into().map_err(|_| format!("{name} is not a function").into())
}

/// Whether there is such a method.
pub(super) fn has(of: &JsValue, name: &str) -> bool {
    function(of, name).is_ok()
}

/// What a value settles to, be it a promise, something that acts like one, or plain. The promise that is waited for is our
/// own, which calls back exactly once; one that was handed in might not.
pub(super) async fn settled(value: &JsValue) -> Result<JsValue, JsValue> {
    let promise = Promise::new(&mut |resolve, _| {
        // A resolver does not throw.
        let _ = resolve.call1(&JsValue::UNDEFINED, value);
    });
    JsFuture::from(promise).await
}

/// The bytes of a buffer or a view of bytes; `None` for anything else.
pub(super) fn bytes(of: &JsValue) -> Option<Vec<u8>> {
    // Everything else becomes an array, too: of as many zeros as a number says, or an empty one.
    let claimed = get(of, "byteLength").ok()?;
    let array: Uint8Array = construct("Uint8Array", &[of.into()]).ok()?.dyn_into().ok()?;
    (claimed == array.length()).then(|| array.to_vec())
}

/// What was thrown, in words.
pub(super) fn words(thrown: &JsValue) -> String {
    let message = |of: &JsValue| get(of, "message").ok().and_then(|text| text.as_string());
    let text = thrown.as_string().or_else(|| message(thrown)).unwrap_or_default();
    // Node says "fetch failed" whatever the reason, which is the cause.
    match get(thrown, "cause").ok().as_ref().and_then(message) {
        Some(cause) => format!("{text}: {cause}"),
        None => text,
    }
}

/// A number to vary waits by. Nothing that needs secrecy comes from it.
pub(super) fn random() -> u64 {
    let fraction = get(&global(), "Math").and_then(|math| call(&math, "random", &[])).ok().and_then(|f| f.as_f64());
    fraction.map_or(0, f64::to_bits)
}

/// The runtime's clock, in milliseconds, which does not run behind what timers have shown.
#[derive(Default)]
pub(super) struct Clock {
    floor: Cell<u64>,
}

impl Clock {
    pub(super) fn now_ms(&self) -> u64 {
        let read =
            |name: &str| call(&get(&global(), name).ok()?, "now", &[]).ok()?.as_f64().filter(|ms| ms.is_finite());
        let ms = read("performance").or_else(|| read("Date")).unwrap_or_default();
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "`as` saturates, and drops fractions"
        )]
        let ms = ms as u64;
        self.floor.get().max(ms)
    }

    /// Timers fire early by up to a millisecond, and Node counts from the beginning of its turn: the machine, told of a
    /// time-out before its time, would take it for a broken connection.
    pub(super) fn has_reached(&self, moment: u64) {
        self.floor.set(self.floor.get().max(moment));
    }
}

/// A timer that is cleared when it is dropped.
struct Timer {
    over: JsFuture,
    end: JsValue,
    id: JsValue,
}

impl Timer {
    fn start(ms: u64) -> Result<Self, NoTimers> {
        // Longer ones would fire at once.
        let ms = i32::try_from(ms).unwrap_or(i32::MAX);
        let mut end = JsValue::UNDEFINED;
        let promise = Promise::new(&mut |resolve, _| end = resolve.into());
        let id = call(&global(), "setTimeout", &[end.clone(), ms.into()]).map_err(|_| NoTimers)?;
        Ok(Self { over: JsFuture::from(promise), end, id })
    }
}

impl Drop for Timer {
    fn drop(&mut self) {
        let _ = call(&global(), "clearTimeout", slice::from_ref(&self.id));
        // A promise that never settles would keep what waits for it.
        if let Some(end) = self.end.dyn_ref::<Function>() {
            let _ = end.call0(&JsValue::UNDEFINED);
        }
    }
}

pub(super) async fn sleep(ms: u64) -> Result<(), NoTimers> {
    let mut timer = Timer::start(ms)?;
    let _ = (&mut timer.over).await;
    Ok(())
}

/// Runs a future for so long at most; what is late is dropped.
pub(super) async fn within<T>(ms: u64, work: impl Future<Output = T>) -> Result<Result<T, Late>, NoTimers> {
    let mut timer = Timer::start(ms)?;
    let mut work = pin!(work);
    let first = poll_fn(|context| match work.as_mut().poll(context) {
        Poll::Ready(value) => Poll::Ready(Ok(value)),
        Poll::Pending => Pin::new(&mut timer.over).poll(context).map(|_| Err(Late)),
    });
    Ok(first.await)
}
