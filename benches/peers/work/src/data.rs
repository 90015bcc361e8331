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
    let mut parameters = Parameters::default();
    let mut layer = |pair: &[usize]| [parameters.weight([pair[0] * pair[1], pair[1]]), parameters.bias(pair[1])];
    sizes.windows(2).map(&mut layer).collect()
}

/// The starting parameters, tensor by tensor: the index counts all parameters.
#[derive(Debug, Default)]
pub struct Parameters {
    index: u32,
}

impl Parameters {
    /// Returns so many weights of so many outputs: number / sqrt(inputs), where an output has as many inputs as weights. A
    /// convolution's weights are by row and column of the window, input channel and output channel, that of the output the
    /// innermost.
    pub fn weight(&mut self, [count, outputs]: [usize; 2]) -> Vec<f32> {
        self.take(count, 1.0 / ((count / outputs) as f32).sqrt())
    }

    /// Returns a bias: number / 10.
    pub fn bias(&mut self, count: usize) -> Vec<f32> {
        self.take(count, 0.1)
    }

    /// Returns the weights of a layer and as many biases, one after another.
    pub fn layer(&mut self, weights: &[[usize; 2]]) -> Vec<f32> {
        let mut found: Vec<f32> = weights.iter().flat_map(|weight| self.weight(*weight)).collect();
        weights.iter().for_each(|[_, outputs]| found.extend(self.bias(*outputs)));
        found
    }

    fn take(&mut self, count: usize, scale: f32) -> Vec<f32> {
        let first = self.index;
        self.index += count as u32;
        (first..self.index).map(|index| number(index) * scale).collect()
    }
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
