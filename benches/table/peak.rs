//! What the core can do at most: f32 fused multiply-adds without memory accesses.

use std::arch::x86_64::*;
use std::hint::black_box;

/// The vectors that a peak is measured with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Width {
    /// 8 lanes.
    Avx2,
    /// 16 lanes.
    Avx512,
}

/// Returns the processor time of this thread in seconds, which excludes other processes.
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
    // SAFETY: `time` has the layout of a `timespec`, to which the clock writes.
    let result = unsafe { clock_gettime(THREAD, &raw mut time) };
    assert_eq!(result, 0, "this system has no clock for a thread");
    time.seconds as f64 + time.nanoseconds as f64 * 1e-9
}

/// Returns floating-point operations per second, two per multiply-add.
pub fn peak(width: Width) -> f64 {
    const ROUNDS: usize = 8000;
    let start = now();
    let lanes = match width {
        // SAFETY: `report::sets` lists the width only if the processor has it.
        Width::Avx512 => unsafe { chains_512(ROUNDS) },
        // SAFETY: `report::sets` lists the width only if the processor has it.
        Width::Avx2 => unsafe { chains_256(ROUNDS) },
    };
    (ROUNDS * lanes * 2) as f64 / (now() - start)
}

/// Runs twelve independent chains, enough to hide the latency, and returns the lanes per round. Sums and factors fit into
/// 16 registers; with more, LLVM would move them.
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

/// Runs twelve chains of AVX2 vectors, as `chains_512`, and returns the lanes per round.
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
