//! The networks that aren't chains of dense layers.

/// A network with a name.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Named {
    pub name: &'static str,
    /// How many inputs a sample has: an image's row by row, the channels of a pixel adjoining; a series' step by step.
    pub inputs: usize,
    /// How many outputs a sample has, in the same order.
    pub outputs: usize,
    /// How many weights each layer has, how many outputs each has a bias for, and at how many positions it multiplies by its
    /// weights.
    pub layers: &'static [[usize; 3]],
}

/// All of them.
pub const NAMED: [Named; 4] = [
    // 28x28: conv 6 (5x5, pad 2) relu, max_pool 2x2, conv 16 (5x5) relu, max_pool 2x2, 120 relu, 84 relu, 10. The dense layer
    // behind the pool reads channel by channel, as PyTorch's `Flatten` has it.
    Named {
        name: "lenet",
        inputs: 28 * 28,
        outputs: 10,
        layers: &[
            [5 * 5 * 6, 6, 28 * 28],
            [5 * 5 * 6 * 16, 16, 10 * 10],
            [400 * 120, 120, 1],
            [120 * 84, 84, 1],
            [84 * 10, 10, 1],
        ],
    },
    // 128 steps of 16 features: conv 16 (3, pad 1) relu, conv 16 (3, pad 1).
    Named {
        name: "conv1d",
        inputs: 128 * 16,
        outputs: 128 * 16,
        layers: &[[3 * 16 * 16, 16, 128], [3 * 16 * 16, 16, 128]],
    },
    // 16x16 with 32 channels: a filter of 3x3, pad 1, for each channel.
    Named { name: "depthwise", inputs: 16 * 16 * 32, outputs: 16 * 16 * 32, layers: &[[3 * 3 * 32, 32, 16 * 16]] },
    // Layer normalization: a gain and a bias for each of 64 values, and no products.
    Named { name: "layer_norm", inputs: 64, outputs: 64, layers: &[[64, 64, 0]] },
];

/// Returns the network of this name.
pub fn named(name: &str) -> Option<&'static Named> {
    NAMED.iter().find(|network| network.name == name)
}
