//! The table of kinds in the documentation of `network!`.

/// The rows of `KINDS` in the documentation of `network!`.
macro_rules! documentation {
    () => {
        "| stage | takes | puts out | y = f(z), with z | `(..)` | `f` | `no_bias` |\n\
         |---|---|---|---|---|---|---|\n\
         | `12 relu` | a vector, or each step of a series | a vector of the size | x W + b | | may follow | may follow |\n\
         | `conv 8 (3x3, pad 1) relu` | an image, a series | so many channels at the window's positions | conv(x, W) + b | window, stride, pad, dilation, groups, causal | may follow | may follow |\n\
         | `depthwise (3x3, pad 1) relu` | an image, a series | the channels of x at the window's positions | depthwise(x, W) + b | window, stride, pad, dilation | may follow | may follow |\n\
         | `max_pool 2x2` | an image, a series | the channels of x at the window's positions | the largest x of each window | window, stride, floor | | |\n\
         | `avg_pool 2x2` | an image, a series | the channels of x at the window's positions | the mean x of each window | window, stride, floor | | |\n\
         | `global_avg_pool` | an image, a series | a vector of the channels | the mean x of each channel | | | |\n\
         | `flatten` | an image, a series | a vector of all values | x, channel by channel | | | |\n\
         | `layer_norm` | any shape | the shape of x | g (x - mean x) / sqrt(var x + epsilon) + b | epsilon, 1e-5 if not written | may follow | |\n\
         | `rms_norm` | any shape | the shape of x | g x / sqrt(mean x² + epsilon) | epsilon, 1e-5 if not written | may follow | |\n\
         | `batch_norm` | any shape | the shape of x | g (x - m) / sqrt(v + epsilon) + b | epsilon, 1e-5 if not written | may follow | |\n\
         | `dropout 0.2` | any shape | the shape of x | dropout(x, rate) | rate | | |\n\
         | `embedding 8` | a class, or each step of a series of classes | a vector of the size | row x of E | | | |\n\
         | `rnn 16` | a series | so many units at each step | tanh(x W + b + h' U + c), with h' the y of the step before | | | |\n\
         | `gru 16` | a series | so many units at each step | gru(x W + b, h' U + c), with h' the y of the step before | | | |\n\
         | `lstm 16` | a series | so many units at each step | lstm(x W + b + h' U + c), with h' the y of the step before | | | |\n\
         | `attention 6 (heads 2, causal)` | a series | so many units at each step | a V + c, with a = softmax(q kᵀ / sqrt w) v of each head, w wide, and q, k, v = x W + b | heads, 1 if not written, causal | | |\n\
         | `positions` | a series | the shape of x | x + p | | | |\n\
         | `last` | a series | a vector of the features | x of the last step | | | |\n\
         | `mean` | a series | a vector of the features | the mean x of all steps | | | |\n\
         | `reverse` | a series | the shape of x | x from the last step to the first | | | |"
    };
}
pub(crate) use documentation;
