//! `attention` and `positions` with what they don't take.

mod an_attention_has_as_many_units_as_features {
    use staticnn::prelude::*;

    network! { struct Net< 5x6 -> attention 8 -> 1 >; }
}

mod heads_divide_the_units {
    use staticnn::prelude::*;

    network! { struct Net< 5x32 -> attention 32 (heads 3) -> 1 >; }
}

mod a_head_is_there {
    use staticnn::prelude::*;

    network! { struct Net< 5x6 -> attention 6 (heads 0) -> attention 6 (heads -1) -> attention 6 (heads) -> 1 >; }
}

mod heads_are_a_number {
    use staticnn::prelude::*;

    const HEADS: usize = 2;
    network! { struct Net< 5x6 -> attention 6 (heads HEADS) -> attention 6 (heads 2.0) -> attention 6 (heads = 2) -> 1 >; }
}

mod options_are_known {
    use staticnn::prelude::*;

    network! { struct Net< 5x6 -> attention 6 (head 2, is_causal) -> attention 6 (num_heads 2, dropout 0.1) -> 1 >; }
}

mod options_are_written_by_name {
    use staticnn::prelude::*;

    network! { struct Net< 5x6 -> attention 6 (2) -> attention 6 heads 2 -> attention 6 (heads 2 causal) -> 1 >; }
}

mod an_option_is_there_once {
    use staticnn::prelude::*;

    network! { struct Net< 5x6 -> attention 6 (heads 2, heads 3, causal, causal true) -> 1 >; }
}

mod an_attention_takes_a_series {
    use staticnn::prelude::*;

    network! { struct Net< 6 -> attention 6 -> 1 >; }
    network! { struct Image< 1x4x6 -> attention 6 -> 1 >; }
    network! { struct Flat< 6 -> positions -> 1 >; }
}

mod units_are_given {
    use staticnn::prelude::*;

    network! { struct Net< 5x6 -> attention -> attention(heads 2) -> positions 6 -> 1 >; }
}

mod the_compiler_compares_constants_with_the_features {
    use staticnn::prelude::*;

    const UNITS: usize = 8;
    network! { struct Net< 5x6 -> attention UNITS -> 1 >; }
}

mod the_compiler_divides_constants {
    use staticnn::prelude::*;

    const UNITS: usize = 8;
    network! { struct Net< 5 x UNITS -> attention UNITS (heads 3) -> 1 >; }
}

mod an_attention_without_causal_has_no_steps {
    use staticnn::prelude::*;

    network! { struct Net< 5x6 -> attention 6 (heads 2) -> 1 >; }

    fn step(net: &Net, state: &mut State<Net>) {
        net.step(&[0.0; 6], state);
    }
}

fn main() {}
