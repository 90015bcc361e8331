//! Elementary functions of every f32, on demand: a minute or two per function, on two cores.
//!
//! `cargo test --release -p staticnn --lib -- --ignored --nocapture exhaustive`

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, PoisonError};
use std::vec::Vec;
use std::{println, thread};

use crate::kernels::tests::elementary::{Function, Worst, ulps, worst};

/// The number of floats that a thread takes at a time.
const TOGETHER: u32 = 1 << 14;

/// The largest errors over all f32 on every instruction set. Threads take blocks of floats until none is left.
fn of_all(function: Function) -> Vec<Worst> {
    let next = AtomicU32::new(0);
    let all: Mutex<Vec<Worst>> = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(|| {
                loop {
                    let block = next.fetch_add(1, Ordering::Relaxed);
                    if block > u32::MAX / TOGETHER {
                        break;
                    }
                    let x: Vec<f32> = (0..TOGETHER).map(|bits| f32::from_bits(block * TOGETHER + bits)).collect();
                    let found = worst(function, &x, ulps);
                    let mut all = all.lock().expect("no thread has failed");
                    if all.is_empty() {
                        *all = found;
                    } else {
                        for (all, found) in all.iter_mut().zip(found) {
                            *all = if found.error > all.error { found } else { *all };
                        }
                    }
                }
            });
        }
    });
    all.into_inner().expect("no thread has failed")
}

fn check(function: Function) {
    // One function at a time, since each uses all cores.
    static TURN: Mutex<()> = Mutex::new(());
    let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    for Worst { set, error, at } in of_all(function) {
        println!("{function:?}, {set}: {error:.3} units in the last place at {at:e}");
        assert!(error <= function.bound(), "{function:?}, {set}: {error} units in the last place at {at:e}");
    }
}

macro_rules! exhaustive {
    ($($name:ident: $Function:ident;)*) => { $(
        #[test]
        #[ignore = "takes a minute or two: run on demand"]
        fn $name() {
            check(Function::$Function);
        }
    )* };
}

exhaustive! {
    exp_keeps_its_bound_exhaustive: Exp;
    exp_m1_keeps_its_bound_exhaustive: ExpM1;
    ln_keeps_its_bound_exhaustive: Ln;
    ln_1p_keeps_its_bound_exhaustive: Ln1p;
    tanh_keeps_its_bound_exhaustive: Tanh;
    sigmoid_keeps_its_bound_exhaustive: Sigmoid;
    softplus_keeps_its_bound_exhaustive: Softplus;
    silu_keeps_its_bound_exhaustive: Silu;
    gelu_keeps_its_bound_exhaustive: Gelu;
}
