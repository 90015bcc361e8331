//! Sizes that are literals.

mod a_size_and_its_activation_stand_apart {
    use staticnn::prelude::*;

    network! { struct Net< 3 -> 12relu -> 8rellu -> 4x -> 1 >; }
}

mod a_size_comes_before_its_activation {
    use staticnn::prelude::*;

    network! { struct Net< 3 -> relu 12 -> no_bias 1 >; }
}

mod a_size_has_no_suffix {
    use staticnn::prelude::*;

    network! { struct Net< 3 -> 12u8 relu -> 1usize >; }
}

mod a_size_is_a_number {
    use staticnn::prelude::*;

    network! { struct Net< 3 -> "12" relu -> true -> 1 >; }
}

mod a_size_is_a_whole_number {
    use staticnn::prelude::*;

    network! { struct Net< 3 -> 2.5 relu -> 1e3 -> 12.5relu -> 2.5f32 -> 1e30 -> 1 >; }
}

mod a_size_is_at_most_16777216 {
    use staticnn::prelude::*;

    network! { struct Net< 3 -> 16777217 relu -> 99999999999999999999 -> 1 >; }
}

mod a_size_is_decimal {
    use staticnn::prelude::*;

    network! { struct Net< 3 -> 0x28 relu -> 0b11 -> 0o17 -> 1 >; }
}

mod a_size_is_one_or_more {
    use staticnn::prelude::*;

    network! { struct Net< 3 -> 0 relu -> 1 >; }
}

mod a_size_isnt_negative {
    use staticnn::prelude::*;

    network! { struct Net< 3 -> -12 relu -> 1 >; }
}

mod a_stage_has_nothing_else {
    use staticnn::prelude::*;

    network! { struct Net< 3 -> 12 relu ! -> 8 tanh [2] -> 1 >; }
}

mod an_activation_has_a_size_before_it {
    use staticnn::prelude::*;

    network! { struct Net< 3 -> relu -> 1 >; }
}

fn main() {}
