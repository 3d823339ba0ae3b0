//! Everything that looks random: ids, tokens, codes. All of it follows from `--seed`.

use serde::{Deserialize, Serialize};

/// A splitmix64 stream. Each platform owns one, so that traffic on one platform does not change the ids of another.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Generator {
    state: u64,
}

impl Generator {
    /// A stream of its own for `purpose` under `seed`.
    pub(crate) fn new(seed: u64, purpose: &str) -> Self {
        // FNV-1a, only to keep the streams of two purposes apart.
        let mixed = purpose.bytes().fold(0xcbf2_9ce4_8422_2325_u64 ^ seed, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        Self { state: mixed }
    }

    /// The next 64 bits.
    pub(crate) fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut word = self.state;
        word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        word ^ (word >> 31)
    }

    /// A number below `limit`, which must not be 0.
    pub(crate) fn below(&mut self, limit: u64) -> u64 {
        self.next() % limit.max(1)
    }

    /// `length` characters of `alphabet` (ASCII).
    pub(crate) fn text(&mut self, alphabet: &str, length: usize) -> String {
        let letters: Vec<char> = alphabet.chars().collect();
        let count = u64::try_from(letters.len()).unwrap_or(1);
        (0..length).filter_map(|_| usize::try_from(self.below(count)).ok().and_then(|at| letters.get(at))).collect()
    }

    /// Lower-case hexadecimal digits.
    pub(crate) fn hex(&mut self, length: usize) -> String {
        self.text("0123456789abcdef", length)
    }

    /// Decimal digits, the first one not 0.
    pub(crate) fn digits(&mut self, length: usize) -> String {
        let first = self.text("123456789", 1);
        first + &self.text("0123456789", length.saturating_sub(1))
    }

    /// Letters of both cases and digits.
    pub(crate) fn alphanumeric(&mut self, length: usize) -> String {
        self.text("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", length)
    }

    /// The shape of a random (version 4) UUID.
    pub(crate) fn uuid(&mut self) -> String {
        let (head, mid, low) = (self.hex(8), self.hex(4), self.hex(3));
        let (variant, rest, node) = (self.text("89ab", 1), self.hex(3), self.hex(12));
        format!("{head}-{mid}-4{low}-{variant}{rest}-{node}")
    }
}

#[cfg(test)]
mod tests {
    use super::Generator;

    #[test]
    fn equal_seeds_give_equal_text_and_purposes_differ() {
        let (mut one, mut two) = (Generator::new(7, "espai"), Generator::new(7, "espai"));
        assert_eq!(one.uuid(), two.uuid());
        assert_ne!(Generator::new(7, "espai").hex(32), Generator::new(7, "akool").hex(32));
        let uuid = one.uuid();
        assert_eq!((uuid.len(), uuid.as_bytes()[14]), (36, b'4'));
    }
}
