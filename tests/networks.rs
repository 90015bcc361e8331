//! Networks to test: the common activations, every head, one stage to five, wide and narrow, with and without biases. The
//! other activations have their networks in `layers/activations.rs`.

/// Hands the list to a macro: each network's name, its shape, and losses to train it by. Every last stage meets every
/// loss that it can have in one of the networks of one stage; a pair more costs a second of the compiler's time.
///
/// The macro takes `$($Name:ident ($($shape:tt)+) $($loss:ident)*;)*`, or the shape as one `$shape:tt`.
#[macro_export]
macro_rules! networks {
    ($take:ident) => {
        $take! {
            Line (1 -> 1) Mse Mae BinaryCrossEntropy;
            Plane (3 -> 1 linear) Mse;
            Through (3 -> 2 no_bias) Mae;
            Logits (4 -> 3) Mse CrossEntropy BinaryCrossEntropy;
            Questions (3 -> 2 sigmoid) Mse Mae BinaryCrossEntropy;
            Choice (4 -> 3 softmax) Mse Mae CrossEntropy;
            Rectified (3 -> 4 relu) Mse Mae;
            Leaking (3 -> 4 leaky_relu(0.1)) Mse Mae;
            Squashed (2 -> 3 tanh) Mse Mae;
            Lesson (3 -> 12 relu -> 1) Mse;
            Ragged (5 -> 7 tanh -> 3 softmax) CrossEntropy;
            Bottleneck (4 -> 1 tanh -> 4) CrossEntropy;
            Labelled (2 -> hidden: 9 leaky_relu(0.01) -> answer: 2 sigmoid) BinaryCrossEntropy;
            Unbiased (3 -> 8 relu no_bias -> 2 no_bias) Mae;
            Steep (3 -> 5 leaky_relu(1.5) -> 2) Mse;
            Shut (3 -> 6 leaky_relu(0) -> 2 linear no_bias) Mse;
            Wide (17 -> 33 relu -> 9 softmax) CrossEntropy;
            Chain (3 -> 4 -> 5 linear -> 2) Mse;
            Mixed (3 -> 8 relu -> 5 tanh -> 2) Mae;
            Gates (2 -> 16 sigmoid -> 3 relu no_bias -> 4 softmax) CrossEntropy;
            Zigzag (6 -> 1 -> 6 sigmoid -> 1 sigmoid) BinaryCrossEntropy;
            Four (3 -> 7 relu -> 6 relu -> 5 leaky_relu(0.2) -> 2 tanh) Mse;
            Named (3 -> a: 5 tanh -> b: 4 sigmoid no_bias -> 3 tanh -> d: 3) CrossEntropy;
            Five (2 -> 6 tanh -> 5 relu -> 4 sigmoid -> 3 tanh -> 2 softmax) CrossEntropy;
            Deep (2 -> 5 relu -> 5 tanh no_bias -> 5 leaky_relu(0.3) -> 5 relu -> 1) Mae;
        }
    };
}

/// A network for other crates, as a stage of theirs.
pub mod shared {
    use staticnn::prelude::*;

    network! {
        /// Three values to two.
        pub struct Shared< 3 -> 4 tanh -> 2 >;
    }
}
