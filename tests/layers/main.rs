//! The layers' numbers: outputs against the slow twin, derivatives against central differences. One file per layer.

mod activations;
mod dense;
mod gradients;
mod passes;
