//! The instruction sets that the CPU supports.

#[cfg(target_arch = "x86_64")]
pub use x86::{avx2, avx512};

#[cfg(target_arch = "x86_64")]
mod x86 {
    use std::io::{Write, stderr};
    use std::sync::Once;

    use crate::simd::avx2::Avx2;
    use crate::simd::avx512::Avx512;

    pub fn avx2() -> Option<Avx2> {
        static REPORTED: Once = Once::new();
        let supported = std::is_x86_feature_detected!("avx2") && std::is_x86_feature_detected!("fma");
        // SAFETY: the CPU supports the set: just checked.
        supported.then(|| unsafe { Avx2::new() }).or_else(|| missing("AVX2 with FMA", &REPORTED))
    }

    pub fn avx512() -> Option<Avx512> {
        static REPORTED: Once = Once::new();
        let supported = std::is_x86_feature_detected!("avx512f")
            && std::is_x86_feature_detected!("avx512bw")
            && std::is_x86_feature_detected!("avx512dq")
            && std::is_x86_feature_detected!("avx512vl")
            && avx2().is_some();
        // SAFETY: the CPU supports the set: just checked.
        supported.then(|| unsafe { Avx512::new() }).or_else(|| missing("AVX-512", &REPORTED))
    }

    /// Reports a missing set once, on standard error itself, since the test harness captures what passing tests print.
    fn missing<S>(name: &str, reported: &Once) -> Option<S> {
        reported.call_once(|| {
            let line = std::format!("skipped: the kernels of {name}, which this CPU doesn't support\n");
            stderr().write_all(line.as_bytes()).expect("a standard error to write to");
        });
        None
    }
}
