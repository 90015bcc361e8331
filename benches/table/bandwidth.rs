//! How fast the core reads from its caches.

use std::arch::x86_64::*;
use std::hint::black_box;

use crate::peak::{Width, now};

/// A cache line.
#[derive(Clone)]
#[repr(C, align(64))]
struct Line([f32; 16]);

/// Returns the bytes per second at which the core reads a buffer of so many bytes over and over, from the cache in which it
/// fits: the best of many runs, since other load only slows one down.
pub fn bandwidth(width: Width, bytes: usize) -> f64 {
    let lines = vec![Line([0.0; 16]); bytes.div_ceil(64).next_multiple_of(8)];
    // At least about 10 microseconds a run, so that reading the clock doesn't count.
    let rounds = (1 << 20) / (lines.len() * 64) + 1;
    let mut best = 0.0_f64;
    for _ in 0..300 {
        let start = now();
        for _ in 0..rounds {
            let lines = black_box(&lines[..]);
            match width {
                // SAFETY: `report::sets` lists the width only if the processor has it.
                Width::Avx512 => unsafe { read_512(lines) },
                // SAFETY: `report::sets` lists the width only if the processor has it.
                Width::Avx2 => unsafe { read_256(lines) },
            }
        }
        best = best.max((rounds * lines.len() * 64) as f64 / (now() - start));
    }
    best
}

/// Adds up the lines in eight sums.
#[target_feature(enable = "avx512f")]
fn read_512(lines: &[Line]) {
    let mut sums = [_mm512_setzero_ps(); 8];
    for lines in lines.chunks_exact(8) {
        for (sum, line) in sums.iter_mut().zip(lines) {
            // SAFETY: a line has 16 values, and its alignment is that of the vector.
            *sum = _mm512_add_ps(*sum, unsafe { _mm512_load_ps(line.0.as_ptr()) });
        }
    }
    for sum in sums {
        black_box(_mm512_reduce_add_ps(sum));
    }
}

/// Adds up the lines in eight sums, each of half a line.
#[target_feature(enable = "avx2")]
fn read_256(lines: &[Line]) {
    let mut sums = [_mm256_setzero_ps(); 8];
    for lines in lines.chunks_exact(4) {
        for (sums, line) in sums.chunks_exact_mut(2).zip(lines) {
            for (half, sum) in sums.iter_mut().enumerate() {
                // SAFETY: a line has two halves of 8 values, each aligned for the vector.
                *sum = _mm256_add_ps(*sum, unsafe { _mm256_load_ps(line.0.as_ptr().add(8 * half)) });
            }
        }
    }
    for sum in sums {
        black_box(_mm256_cvtss_f32(sum));
    }
}
