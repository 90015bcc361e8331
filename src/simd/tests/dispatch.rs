//! The choice of an instruction set: what `STATICNN_ISA` may ask for.

#[cfg(all(feature = "std", target_arch = "x86_64"))]
#[test]
fn a_set_that_is_asked_for_is_taken_if_the_processor_has_it() {
    use crate::simd::dispatch::detected::narrowed;
    use crate::simd::kind::Kind::{self, Avx2, Avx512, Portable};

    let sets = [("portable", Portable), ("avx2", Avx2), ("avx512", Avx512)];
    for best in [Portable, Avx2, Avx512] {
        for (asked, kind) in sets {
            let answer: Result<Kind, _> = narrowed(best, asked);
            if kind <= best {
                assert_eq!(answer, Ok(kind));
            } else {
                let reason = answer.unwrap_err();
                assert!(reason.contains(asked) && reason.contains("processor"), "{reason}");
            }
        }
        for unknown in ["sse9", "AVX2", "", "avx512 "] {
            let reason = narrowed(best, unknown).unwrap_err();
            assert!(reason.contains("portable, avx2 or avx512") && reason.contains(unknown), "{reason}");
        }
    }
}
