//! The choice of the instruction set.

use crate::simd::kind::Kind;

/// Runs an expression with the best instruction set's token in a variable: `dispatch!(isa => step(isa))`.
macro_rules! dispatch {
    ($isa:ident => $body:expr) => {
        match $crate::simd::dispatch::kind() {
            #[cfg(target_arch = "x86_64")]
            $crate::simd::kind::Kind::Avx512 => {
                // SAFETY: `kind` saw that the processor has it.
                let $isa = unsafe { $crate::simd::avx512::Avx512::new() };
                $crate::simd::isa::Isa::enter(
                    $isa,
                    #[inline(always)]
                    || $body,
                )
            }
            #[cfg(target_arch = "x86_64")]
            $crate::simd::kind::Kind::Avx2 => {
                // SAFETY: `kind` saw that the processor has it.
                let $isa = unsafe { $crate::simd::avx2::Avx2::new() };
                $crate::simd::isa::Isa::enter(
                    $isa,
                    #[inline(always)]
                    || $body,
                )
            }
            _ => {
                let $isa = $crate::simd::portable::Portable;
                $crate::simd::isa::Isa::enter(
                    $isa,
                    #[inline(always)]
                    || $body,
                )
            }
        }
    };
}

pub(crate) use dispatch;

/// The instruction set in use.
#[cfg(not(all(feature = "std", target_arch = "x86_64")))]
#[inline(always)]
pub fn kind() -> Kind {
    // Without `std` nobody can ask the processor: the target's features say what it has.
    if cfg!(all(
        target_feature = "avx512f",
        target_feature = "avx512bw",
        target_feature = "avx512dq",
        target_feature = "avx512vl",
        target_feature = "fma"
    )) {
        Kind::Avx512
    } else if cfg!(all(target_feature = "avx2", target_feature = "fma")) {
        Kind::Avx2
    } else {
        Kind::Portable
    }
}

#[cfg(all(feature = "std", target_arch = "x86_64"))]
pub use detected::kind;

/// Asks the processor, once.
#[cfg(all(feature = "std", target_arch = "x86_64"))]
pub(super) mod detected {
    use core::sync::atomic::{AtomicU8, Ordering};
    use std::io::Write;
    use std::string::String;

    use super::Kind;

    static CHOSEN: AtomicU8 = AtomicU8::new(0);

    /// The instruction set in use.
    #[inline(always)]
    pub fn kind() -> Kind {
        match CHOSEN.load(Ordering::Relaxed) {
            1 => Kind::Portable,
            2 => Kind::Avx2,
            3 => Kind::Avx512,
            _ => choose(),
        }
    }

    #[cold]
    #[inline(never)]
    fn choose() -> Kind {
        let best = best();
        let asked = std::env::var_os("STATICNN_ISA");
        let answer = asked.map_or(Ok(best), |asked| narrowed(best, &asked.to_string_lossy()));
        let kind = *answer.as_ref().unwrap_or(&best);
        match CHOSEN.compare_exchange(0, kind as u8, Ordering::Relaxed, Ordering::Relaxed) {
            Ok(_) => {
                // Whoever comes first says what there is to say.
                if let Err(reason) = answer {
                    // If there is nowhere to say it, then not.
                    let _ = writeln!(std::io::stderr(), "staticnn: {reason}: ignored");
                }
                kind
            }
            Err(_) => self::kind(),
        }
    }

    /// What the variable asks for, if there is such a set and the processor has it.
    pub(in crate::simd) fn narrowed(best: Kind, asked: &str) -> Result<Kind, String> {
        let kind = match asked {
            "portable" => Kind::Portable,
            "avx2" => Kind::Avx2,
            "avx512" => Kind::Avx512,
            _ => return Err(std::format!("STATICNN_ISA is portable, avx2 or avx512, not {asked:?}")),
        };
        if kind > best {
            return Err(std::format!("this processor doesn't have STATICNN_ISA={asked}"));
        }
        Ok(kind)
    }

    fn best() -> Kind {
        let fma = std::arch::is_x86_feature_detected!("avx2") && std::arch::is_x86_feature_detected!("fma");
        let wide = std::arch::is_x86_feature_detected!("avx512f")
            && std::arch::is_x86_feature_detected!("avx512bw")
            && std::arch::is_x86_feature_detected!("avx512dq")
            && std::arch::is_x86_feature_detected!("avx512vl");
        match (fma, wide) {
            (true, true) => Kind::Avx512,
            (true, false) => Kind::Avx2,
            _ => Kind::Portable,
        }
    }
}
