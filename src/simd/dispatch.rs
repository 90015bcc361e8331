//! Chooses the instruction set: the best one that the CPU supports, or a lesser one that `STATICNN_ISA` asks for.

use crate::simd::kind::Kind;

/// Evaluates an expression inside the chosen instruction set, with its token bound to a variable and the token's type
/// to a name: `dispatch!(isa: S => step::<S>(isa))`, or `dispatch!(isa => step(isa))`.
macro_rules! dispatch {
    ($isa:ident => $body:expr) => {
        $crate::simd::dispatch::dispatch!($isa: Set => $body)
    };
    ($isa:ident: $S:ident => $body:expr) => {
        match $crate::simd::dispatch::kind() {
            #[cfg(target_arch = "x86_64")]
            $crate::simd::kind::Kind::Avx512 => {
                // SAFETY: `kind` returns a set only if the CPU supports it.
                let token = unsafe { $crate::simd::avx512::Avx512::new() };
                $crate::simd::dispatch::dispatch!(@ $crate::simd::avx512::Avx512, token, $isa: $S => $body)
            }
            #[cfg(target_arch = "x86_64")]
            $crate::simd::kind::Kind::Avx2 => {
                // SAFETY: `kind` returns a set only if the CPU supports it.
                let token = unsafe { $crate::simd::avx2::Avx2::new() };
                $crate::simd::dispatch::dispatch!(@ $crate::simd::avx2::Avx2, token, $isa: $S => $body)
            }
            _ => {
                use $crate::simd::portable::Portable;
                $crate::simd::dispatch::dispatch!(@ Portable, Portable, $isa: $S => $body)
            }
        }
    };
    (@ $Token:ty, $token:expr, $isa:ident: $S:ident => $body:expr) => {{
        #[allow(dead_code, reason = "the expression may use the token only")]
        type $S = $Token;
        let $isa = $token;
        $crate::simd::isa::Isa::enter(
            $isa,
            // Moved, so that a function over two references gets them in registers.
            #[inline(always)]
            move || $body,
        )
    }};
}

pub(crate) use dispatch;

/// The chosen instruction set.
#[cfg(not(all(feature = "std", target_arch = "x86_64")))]
#[inline(always)]
pub fn kind() -> Kind {
    // The CPU can only be queried with `std`. Without it the set follows from the features that the target is compiled
    // with.
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

/// Queries the CPU at the first call, and remembers the answer.
#[cfg(all(feature = "std", target_arch = "x86_64"))]
pub(super) mod detected {
    use core::sync::atomic::{AtomicU8, Ordering};
    use std::io::Write;
    use std::string::String;

    use super::Kind;

    /// The chosen [`Kind`] as a number, or 0 before the first call.
    static CHOSEN: AtomicU8 = AtomicU8::new(0);

    /// The chosen instruction set.
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
        let name = std::env::var_os("STATICNN_ISA");
        let choice = name.map_or(Ok(best), |name| requested(best, &name.to_string_lossy()));
        let kind = *choice.as_ref().unwrap_or(&best);
        match CHOSEN.compare_exchange(0, kind as u8, Ordering::Relaxed, Ordering::Relaxed) {
            Ok(_) => {
                // Only the first thread gets here, so that the message is printed once.
                if let Err(reason) = choice {
                    // Without a standard error there is nowhere to report it.
                    let _ = writeln!(std::io::stderr(), "staticnn: {reason}: ignored");
                }
                kind
            }
            Err(_) => self::kind(),
        }
    }

    /// The instruction set of that name.
    ///
    /// # Errors
    ///
    /// A sentence, if there is no such set or the CPU, whose best set is `best`, doesn't support it.
    pub(in crate::simd) fn requested(best: Kind, name: &str) -> Result<Kind, String> {
        let kind = match name {
            "portable" => Kind::Portable,
            "avx2" => Kind::Avx2,
            "avx512" => Kind::Avx512,
            _ => return Err(std::format!("STATICNN_ISA is portable, avx2 or avx512, not {name:?}")),
        };
        if kind > best {
            return Err(std::format!("this processor doesn't have STATICNN_ISA={name}"));
        }
        Ok(kind)
    }

    /// The best instruction set that the CPU supports.
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
