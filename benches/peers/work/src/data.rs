//! Numbers by formula, so that programs in several languages compute the same ones without a file.
//!
//! The Python and C++ peers repeat these formulas; the driver compares what follows from them.

/// Where the inputs and the targets begin in the sequence of [`number`]; the parameters begin at 0.
pub const INPUTS: u32 = 1 << 29;
pub const TARGETS: u32 = 1 << 30;

/// Returns the pseudo-random number of an index, from -1 to 1: a hash of 32 bits, of which 24 are kept, so that every step
/// is exact in f32.
pub fn number(index: u32) -> f32 {
    let mut bits = index.wrapping_mul(2_654_435_761);
    bits = (bits ^ (bits >> 15)).wrapping_mul(2_246_822_519);
    bits = (bits ^ (bits >> 13)).wrapping_mul(3_266_489_917);
    bits ^= bits >> 16;
    (bits >> 8) as f32 / (1_u32 << 23) as f32 - 1.0
}

/// Returns a dense layer's starting weight (inputs x outputs, row by row) and bias, for each layer in turn.
pub fn layers(sizes: &[usize]) -> Vec<[Vec<f32>; 2]> {
    parameters(sizes.windows(2).map(|pair| [pair[0] * pair[1], pair[1]]))
}

/// Returns the starting weights and biases of layers of so many weights and outputs. A weight is number / sqrt(inputs), where an
/// output has as many inputs as weights, and a bias is number / 10; the index counts all parameters. A convolution's weights are
/// by row and column of the window, input channel and output channel, that of the output the innermost.
pub fn parameters(layers: impl Iterator<Item = [usize; 2]>) -> Vec<[Vec<f32>; 2]> {
    let mut index = 0;
    let mut take = |count: usize, scale: f32| -> Vec<f32> {
        let first = index;
        index += count as u32;
        (first..index).map(|index| number(index) * scale).collect()
    };
    layers
        .map(|[weights, outputs]| [take(weights, 1.0 / ((weights / outputs) as f32).sqrt()), take(outputs, 0.1)])
        .collect()
}

/// Returns the inputs of samples, one after another.
pub fn inputs(samples: usize, width: usize) -> Vec<f32> {
    (0..(samples * width) as u32).map(|index| number(INPUTS + index)).collect()
}

/// Returns the targets of samples for a squared error, one sample after another.
pub fn targets(samples: usize, width: usize) -> Vec<f32> {
    (0..(samples * width) as u32).map(|index| number(TARGETS + index)).collect()
}

/// Returns the classes of samples for a step: unrelated to the inputs.
pub fn classes(samples: usize, count: usize) -> Vec<usize> {
    (0..samples).map(|sample| sample * 7 % count).collect()
}

/// Returns the classes for an epoch, which a network can learn: the position of the largest of the first `count` inputs.
pub fn largest(inputs: &[f32], width: usize, count: usize) -> Vec<usize> {
    let position = |sample: &[f32]| (1..count).fold(0, |best, at| if sample[at] > sample[best] { at } else { best });
    inputs.chunks_exact(width).map(position).collect()
}
