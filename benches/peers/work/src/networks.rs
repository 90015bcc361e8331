//! The networks that aren't chains of dense layers.

/// A network with a name.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Named {
    pub name: &'static str,
    /// How many inputs a sample has: an image's row by row, the channels of a pixel adjoining; a series' step by step.
    pub inputs: usize,
    /// How many outputs a sample has, in the same order.
    pub outputs: usize,
    /// The weights of each layer: how many numbers each has, and how many outputs. As many biases follow them.
    pub layers: &'static [&'static [[usize; 2]]],
    /// The multiply-adds of each product for a sample. The first is that of the inputs.
    pub products: &'static [usize],
}

/// 64 steps of features through a recurrent layer of so many gates, and its units at each step through a dense layer to one output.
/// The recurrent layer has the weight of the features, that of the units at the step before, and a bias for each.
macro_rules! recurrent {
    ($name:literal, $gates:literal, $features:literal, $units:literal) => {
        Named {
            name: $name,
            inputs: 64 * $features,
            outputs: 64,
            layers: &[
                &[[$features * $gates * $units, $gates * $units], [$units * $gates * $units, $gates * $units]],
                &[[$units, 1]],
            ],
            products: &[64 * $features * $gates * $units, 64 * $units * $gates * $units, 64 * $units],
        }
    };
}

/// All of them.
pub const NAMED: [Named; 8] = [
    // 28x28: conv 6 (5x5, pad 2) relu, max_pool 2x2, conv 16 (5x5) relu, max_pool 2x2, 120 relu, 84 relu, 10. The dense layer
    // behind the pool reads channel by channel, as PyTorch's `Flatten` has it.
    Named {
        name: "lenet",
        inputs: 28 * 28,
        outputs: 10,
        layers: &[&[[5 * 5 * 6, 6]], &[[5 * 5 * 6 * 16, 16]], &[[400 * 120, 120]], &[[120 * 84, 84]], &[[84 * 10, 10]]],
        products: &[5 * 5 * 6 * 28 * 28, 5 * 5 * 6 * 16 * 10 * 10, 400 * 120, 120 * 84, 84 * 10],
    },
    // 128 steps of 16 features: conv 16 (3, pad 1) relu, conv 16 (3, pad 1).
    Named {
        name: "conv1d",
        inputs: 128 * 16,
        outputs: 128 * 16,
        layers: &[&[[3 * 16 * 16, 16]], &[[3 * 16 * 16, 16]]],
        products: &[3 * 16 * 16 * 128, 3 * 16 * 16 * 128],
    },
    // 16x16 with 32 channels: a filter of 3x3, pad 1, for each channel.
    Named {
        name: "depthwise",
        inputs: 16 * 16 * 32,
        outputs: 16 * 16 * 32,
        layers: &[&[[3 * 3 * 32, 32]]],
        products: &[3 * 3 * 32 * 16 * 16],
    },
    // Layer normalization: a gain and a bias for each of 64 values, and no products.
    Named { name: "layer_norm", inputs: 64, outputs: 64, layers: &[&[[64, 64]]], products: &[0] },
    recurrent!("gru 8-16-1", 3, 8, 16),
    recurrent!("lstm 1-20-1", 4, 1, 20),
    recurrent!("gru 64-128-1", 3, 64, 128),
    // 16 steps of 32 features: q, k and v side by side, one head, and the outputs' layer. The products without parameters are those of
    // all pairs of steps.
    Named {
        name: "attention",
        inputs: 16 * 32,
        outputs: 16 * 32,
        layers: &[&[[32 * 96, 96]], &[[32 * 32, 32]]],
        products: &[16 * 32 * 96, 16 * 16 * 32, 16 * 16 * 32, 16 * 32 * 32],
    },
];

/// Returns the network of this name.
pub fn named(name: &str) -> Option<&'static Named> {
    NAMED.iter().find(|network| network.name == name)
}
