//! Words of activations, and the numbers that they take.

mod a_number_stands_between_parentheses {
    use staticnn::prelude::*;

    network! { struct Net< 3 -> 12 leaky_relu 0.1 -> 8 leaky_relu[0.1] -> 1 >; }
}

mod a_slope_is_a_plain_number {
    use staticnn::prelude::*;

    network! { struct Net< 3 -> 12 leaky_relu(small) -> 4 leaky_relu(0.1f32) -> 1 >; }
}

mod a_slope_is_zero_or_more {
    use staticnn::prelude::*;

    network! { struct Net< 3 -> 12 leaky_relu(-0.1) -> 4 leaky_relu(0.1, 0.2) -> 2 elu(1e400) -> 1 >; }
}

mod an_activation_has_no_quotes {
    use staticnn::prelude::*;

    network! { struct Net< 3 -> 12 "relu" -> 1 >; }
}

mod an_activation_is_one_of_the_list {
    use staticnn::prelude::*;

    network! { struct Net< 3 -> 12 cube -> 1 >; }
}

mod an_activation_is_spelt_as_in_the_list {
    use staticnn::prelude::*;

    network! { struct Net< 3 -> 12 rleu -> 4 leakyrelu(0.1) -> 8 swish -> 2 ReLU -> 1 RELU >; }
}

mod leaky_relu_has_a_slope {
    use staticnn::prelude::*;

    network! { struct Net< 3 -> 12 leaky_relu -> 1 >; }
}

mod relu_takes_no_number {
    use staticnn::prelude::*;

    network! { struct Net< 3 -> 12 relu(0.1) -> 8 relu 0.5 -> 1 >; }
}

mod softmax_has_several_outputs {
    use staticnn::prelude::*;

    network! { struct Net< 3 -> 12 relu -> 1 softmax >; }
}

mod softmax_is_the_last_activation {
    use staticnn::prelude::*;

    network! { struct Net< 3 -> 12 softmax -> 1 >; }
}

mod a_stage_has_one_activation {
    use staticnn::prelude::*;

    network! { struct Net< 3 -> 12 relu tanh -> 1 >; }
}

mod an_activation_is_a_word_in_lowercase {
    use staticnn::prelude::*;

    network! { struct Net< 3 -> 12 Relu -> 8 Tanh -> Sigmoid -> 1 >; }
}

fn main() {}
