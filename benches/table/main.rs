//! The table of `docs/performance.md`: the cost of a training step, and its share of the core's peak.
//!
//! | command | prints |
//! |---|---|
//! | `cargo bench` | medians over five processes per instruction set |
//! | `cargo bench -- --quick` | one short process per instruction set |
//! | `cargo bench -- --elementary` | the shares of a step that activations and the update of Adam take |
//! | `cargo bench -- --growth` | the cost as the batch, the width and the depth grow |
//! | `cargo bench -- --alignment` | the cost of larger networks whose weights are 4, 16, 32 and 64 bytes aligned |
//! | `cargo bench -- --lanes` | what another layout would gain for a narrow network: samples as lanes |
//!
//! Each network is measured in a `Box` and on the stack, and the table says to how many bytes it was aligned there: a network
//! is aligned to its scalar only. Its first line has the processor and the sizes of its caches. A prediction reads every
//! parameter once: the table has its share of the rate at which the core reads as many bytes, over and over, in vectors.
//!
//! The peak is measured before each sample, so that both see the same clock rate and load.

#[cfg(target_arch = "x86_64")]
mod alignment;
#[cfg(target_arch = "x86_64")]
mod alone;
#[cfg(target_arch = "x86_64")]
mod bandwidth;
#[cfg(target_arch = "x86_64")]
mod cases;
#[cfg(target_arch = "x86_64")]
mod elementary;
#[cfg(target_arch = "x86_64")]
mod grids;
#[cfg(target_arch = "x86_64")]
mod growth;
#[cfg(target_arch = "x86_64")]
mod lanes;
#[cfg(target_arch = "x86_64")]
mod machine;
#[cfg(target_arch = "x86_64")]
mod naive;
#[cfg(target_arch = "x86_64")]
mod naive_grids;
mod naive_sequences;
#[cfg(target_arch = "x86_64")]
mod peak;
#[cfg(target_arch = "x86_64")]
mod report;
mod sequences;

fn main() {
    #[cfg(target_arch = "x86_64")]
    report::main();
    #[cfg(not(target_arch = "x86_64"))]
    println!("The benchmark measures the peak of x86-64 only.");
}
