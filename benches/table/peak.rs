//! The core's arithmetic peak: how many fused multiply-adds of f32 it does now, with nothing else to do.

use std::arch::x86_64::*;
use std::hint::black_box;

/// Which vectors the peak is that of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Width {
    /// 8 lanes.
    Avx2,
    /// 16 lanes.
    Avx512,
}

/// Seconds of processor time of this thread: what the rest of the machine does isn't in it.
pub fn now() -> f64 {
    #[repr(C)]
    struct Time {
        seconds: i64,
        nanoseconds: i64,
    }
    unsafe extern "C" {
        fn clock_gettime(clock: i32, time: *mut Time) -> i32;
    }
    const THREAD: i32 = 3;
    let mut time = Time { seconds: 0, nanoseconds: 0 };
    // SAFETY: the clock writes to a value of its own layout.
    let result = unsafe { clock_gettime(THREAD, &raw mut time) };
    assert_eq!(result, 0, "this system has no clock for a thread");
    time.seconds as f64 + time.nanoseconds as f64 * 1e-9
}

/// Floating-point operations a second, two a multiply-add.
pub fn peak(width: Width) -> f64 {
    const ROUNDS: usize = 8000;
    let start = now();
    let lanes = match width {
        // SAFETY: the width was chosen because the processor has it.
        Width::Avx512 => unsafe { chains_512(ROUNDS) },
        // SAFETY: likewise.
        Width::Avx2 => unsafe { chains_256(ROUNDS) },
    };
    (ROUNDS * lanes * 2) as f64 / (now() - start)
}

/// Twelve chains keep the pipes full, and their sums and factors are in 16 registers, beyond which LLVM would move them
/// about; returns how many lanes a round has.
#[target_feature(enable = "avx512f")]
fn chains_512(rounds: usize) -> usize {
    let mut sums = [_mm512_set1_ps(1.0); 12];
    let (factor, addend) = (_mm512_set1_ps(black_box(0.999)), _mm512_set1_ps(black_box(0.001)));
    for _ in 0..rounds {
        for sum in &mut sums {
            *sum = _mm512_fmadd_ps(*sum, factor, addend);
        }
    }
    for sum in sums {
        black_box(_mm512_reduce_add_ps(sum));
    }
    12 * 16
}

/// The same for half as wide vectors; returns how many lanes a round has.
#[target_feature(enable = "avx2,fma")]
fn chains_256(rounds: usize) -> usize {
    let mut sums = [_mm256_set1_ps(1.0); 12];
    let (factor, addend) = (_mm256_set1_ps(black_box(0.999)), _mm256_set1_ps(black_box(0.001)));
    for _ in 0..rounds {
        for sum in &mut sums {
            *sum = _mm256_fmadd_ps(*sum, factor, addend);
        }
    }
    for sum in sums {
        black_box(_mm256_cvtss_f32(sum));
    }
    12 * 8
}
