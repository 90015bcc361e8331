//! The table of `docs/performance.md`: what a training step costs, as a share of what the core could do.
//!
//! `cargo bench` runs every case in several processes, for each instruction set that the processor has, and prints
//! medians; `cargo bench -- --quick` runs each once and briefly, and `cargo bench -- --growth` prints how the cost grows
//! with the batch, the width and the depth. The peak is measured beside each sample, in the same
//! state of the machine.

#[cfg(target_arch = "x86_64")]
mod cases;
#[cfg(target_arch = "x86_64")]
mod growth;
#[cfg(target_arch = "x86_64")]
mod naive;
#[cfg(target_arch = "x86_64")]
mod peak;
#[cfg(target_arch = "x86_64")]
mod report;

fn main() {
    #[cfg(target_arch = "x86_64")]
    report::main();
    #[cfg(not(target_arch = "x86_64"))]
    println!("The benchmark measures the peak of x86-64 only.");
}
