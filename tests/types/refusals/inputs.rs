//! The input, which is a size and nothing else.

mod an_input_comes_first {
    use staticnn::prelude::*;

    network! { struct Net< -> 12 relu -> 1 >; }
}

mod an_input_has_no_activation {
    use staticnn::prelude::*;

    network! { struct Net< 3 relu -> 12 -> 1 >; }
}

mod an_input_has_no_bias {
    use staticnn::prelude::*;

    network! { struct Net< 3 no_bias -> 12 relu -> 1 >; }
}

mod an_input_has_no_label {
    use staticnn::prelude::*;

    network! { struct Net< input: 3 -> 12 relu -> 1 >; }
}

mod the_number_of_inputs_is_a_size {
    use staticnn::prelude::*;

    network! {
        struct First< -3 -> 1 >;
        struct Second< {3} -> 1 >;
        struct Third< ? -> 1 >;
    }
}

fn main() {}
