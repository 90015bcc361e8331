//! Numbers: PyTorch's and NumPy's, exact arithmetic's, the same bits from every instruction set.

mod alignment;
mod bits;
mod constants;
mod full_batch;
mod golden;
mod initializers;
mod losses;
mod metrics;
mod optimizers;
mod reference;
mod regularization;
mod roundings;
mod scalers;
mod schedules;
mod step_losses;
mod stored_metrics;
mod threads;
mod untrained;
mod weighted;
