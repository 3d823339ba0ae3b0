//! What the integration tests share. Each test file compiles its own copy and uses a part of it.
#![allow(dead_code, missing_docs, unreachable_pub, reason = "no single test file uses all of it")]

pub mod packed;
#[cfg(feature = "schema")]
pub mod play;
#[cfg(feature = "schema")]
pub mod samples;

use proptest::test_runner::{Config, RngSeed};

/// The same cases in every run; `PROPTEST_RNG_SEED` and `PROPTEST_CASES` choose others.
#[must_use]
pub fn cases(cases: u32) -> Config {
    let given = Config::default();
    let cases = if std::env::var_os("PROPTEST_CASES").is_some() { given.cases } else { cases };
    let rng_seed = if given.rng_seed == RngSeed::Random { RngSeed::Fixed(20_261_121) } else { given.rng_seed };
    Config { cases, rng_seed, failure_persistence: None, max_shrink_iters: 500, ..given }
}
