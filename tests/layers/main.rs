//! The layers' numbers: outputs against the slow twin, derivatives against central differences. One file per layer.

mod activations;
mod alone;
mod attention;
mod batch_norm;
mod by_hand;
mod conv;
mod custom;
mod dense;
mod depthwise;
mod dropout;
mod embedding;
mod flatten;
mod gradients;
mod images;
mod inside;
mod layer_norm;
mod nested;
mod passes;
mod pools;
mod recurrent;
mod rms_norm;
mod serialized;
mod series;
mod series_golden;
