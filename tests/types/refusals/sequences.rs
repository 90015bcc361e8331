//! Stages over the steps of a series, and streams.

mod recurrent_stages_take_a_series {
    use staticnn::prelude::*;

    network! {
        struct Vector< 8 -> gru 16 -> 1 >;
        struct Flattened< 64x8 -> flatten -> lstm 16 -> 1 >;
        struct Image< 1x28x28 -> rnn 16 -> 1 >;
    }
}

mod a_recurrent_stage_has_units {
    use staticnn::prelude::*;

    network! {
        struct None< 64x8 -> gru -> 1 >;
        struct Zero< 64x8 -> lstm 0 -> 1 >;
        struct Activation< 64x8 -> gru 16 tanh -> 1 >;
        struct Bias< 64x8 -> lstm 16 no_bias -> 1 >;
        struct PyTorch< 64x8 -> nn.GRU(16) -> LSTM(16) -> 1 >;
    }
}

mod last_mean_and_reverse_take_a_series {
    use staticnn::prelude::*;

    network! {
        struct Last< 8 -> last -> 1 >;
        struct Mean< 64x8 -> last -> mean -> 1 >;
        struct Reverse< 3x8x8 -> reverse -> 1 >;
    }
}

mod a_series_has_steps {
    use staticnn::prelude::*;

    network! { struct Net< 0 x 8 -> gru 16 -> 1 >; }
}

mod a_causal_window_is_over_the_steps_of_a_series {
    use staticnn::prelude::*;

    network! {
        struct Image< 1x28x28 -> conv 8 (3x3, causal) -> flatten -> 1 >;
        struct Padded< 64x2 -> conv 8 (3, pad 1, causal) -> 1 >;
        struct Stride< 64x2 -> conv 8 (3, stride 2, causal) -> 1 >;
        struct Groups< 64x2 -> conv 8 (3, groups 2, causal) -> 1 >;
        struct Pool< 64x2 -> max_pool 2 (causal) -> 1 >;
        struct Misspelled< 64x2 -> conv 8 (3, casual) -> 1 >;
    }
}

mod only_causal_networks_run_step_by_step {
    use staticnn::prelude::*;

    network! {
        struct Backwards< 64x8 -> gru 16 -> reverse -> 1 >;
        struct Centred< 64x8 -> conv 4 (3, pad 1) -> 1 >;
        struct Outer< 64x8 -> 8 -> Backwards >;
    }

    fn steps() {
        Backwards::zeros().step(&[0.0; 8], &mut State::new());
        Centred::zeros().step(&[0.0; 8], &mut State::new());
        Outer::zeros().step(&[0.0; 8], &mut State::new());
        Outer::zeros().run(&[[0.0; 8]; 2], &mut [[0.0]; 2], &mut State::new()).unwrap();
    }
}

mod a_state_is_one_networks {
    use staticnn::prelude::*;

    network! {
        struct Small< 64x8 -> gru 16 -> 1 >;
        struct Large< 64x8 -> gru 17 -> 1 >;
    }

    fn steps() {
        let mut state = State::<Small>::new();
        Large::zeros().step(&[0.0; 8], &mut state);
        Small::zeros().step(&[0.0; 7], &mut state);
        let y: [f32; 2] = Small::zeros().step(&[0.0; 8], &mut state);
    }
}

mod a_window_has_its_steps {
    use staticnn::prelude::*;

    network! { struct Net< 64x8 -> gru 16 -> 1 >; }

    fn predict() {
        let y: [[f32; 1]; 64] = Net::zeros().predict(&[[0.0; 8]; 63]);
    }
}

fn main() {}
