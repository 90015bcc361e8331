//! Networks to test: every activation, every head, one stage to five, wide and narrow, with and without biases.

/// Hands the list to a macro: each network's name, its shape, and the losses that its last stage can have.
///
/// The macro takes `$($Name:ident ($($shape:tt)+) $($loss:ident)*;)*`, or the shape as one `$shape:tt`.
#[macro_export]
macro_rules! networks {
    ($take:ident) => {
        $take! {
            Line (1 -> 1) Mse Mae BinaryCrossEntropy;
            Plane (3 -> 1 linear) Mse Mae;
            Through (3 -> 2 no_bias) Mse Mae BinaryCrossEntropy;
            Logits (4 -> 3) Mse CrossEntropy BinaryCrossEntropy;
            Questions (3 -> 2 sigmoid) Mse Mae BinaryCrossEntropy;
            Choice (4 -> 3 softmax) Mse Mae CrossEntropy;
            Rectified (3 -> 4 relu) Mse Mae;
            Leaking (3 -> 4 leaky_relu(0.1)) Mse Mae;
            Squashed (2 -> 3 tanh) Mse Mae;
            Lesson (3 -> 12 relu -> 1) Mse Mae;
            Ragged (5 -> 7 tanh -> 3 softmax) Mse CrossEntropy;
            Bottleneck (4 -> 1 tanh -> 4) Mse CrossEntropy;
            Labelled (2 -> hidden: 9 leaky_relu(0.01) -> answer: 2 sigmoid) Mse BinaryCrossEntropy;
            Unbiased (3 -> 8 relu no_bias -> 2 no_bias) Mse Mae;
            Steep (3 -> 5 leaky_relu(1.5) -> 2) Mse Mae;
            Shut (3 -> 6 leaky_relu(0) -> 2 linear no_bias) Mse Mae;
            Wide (17 -> 33 relu -> 9 softmax) CrossEntropy;
            Chain (3 -> 4 -> 5 linear -> 2) Mse CrossEntropy;
            Mixed (3 -> 8 relu -> 5 tanh -> 2) Mse Mae;
            Gates (2 -> 16 sigmoid -> 3 relu no_bias -> 4 softmax) Mae CrossEntropy;
            Zigzag (6 -> 1 -> 6 sigmoid -> 1 sigmoid) Mse BinaryCrossEntropy;
            Four (3 -> 7 relu -> 6 relu -> 5 leaky_relu(0.2) -> 2 tanh) Mse Mae;
            Named (3 -> a: 5 tanh -> b: 4 sigmoid no_bias -> 3 tanh -> d: 3) Mse CrossEntropy;
            Five (2 -> 6 tanh -> 5 relu -> 4 sigmoid -> 3 tanh -> 2 softmax) Mse CrossEntropy;
            Deep (2 -> 5 relu -> 5 tanh no_bias -> 5 leaky_relu(0.3) -> 5 relu -> 1) Mse Mae BinaryCrossEntropy;
        }
    };
}
