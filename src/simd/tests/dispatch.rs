//! What `STATICNN_ISA` may ask for.

#[cfg(all(feature = "std", target_arch = "x86_64"))]
#[test]
fn a_requested_set_is_taken_if_the_cpu_supports_it() {
    use crate::simd::dispatch::detected::requested;
    use crate::simd::kind::Kind::{self, Avx2, Avx512, Portable};

    let sets = [("portable", Portable), ("avx2", Avx2), ("avx512", Avx512)];
    for best in [Portable, Avx2, Avx512] {
        for (name, kind) in sets {
            let choice: Result<Kind, _> = requested(best, name);
            if kind <= best {
                assert_eq!(choice, Ok(kind));
            } else {
                let reason = choice.unwrap_err();
                assert!(reason.contains(name) && reason.contains("processor"), "{reason}");
            }
        }
        for unknown in ["sse9", "AVX2", "", "avx512 "] {
            let reason = requested(best, unknown).unwrap_err();
            assert!(reason.contains("portable, avx2 or avx512") && reason.contains(unknown), "{reason}");
        }
    }
}
