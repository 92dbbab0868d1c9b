package cli

import "github.com/spf13/cobra"

func (a *app) planCommand() *cobra.Command       { return &cobra.Command{Use: "plan"} }
func (a *app) statusCommand() *cobra.Command     { return &cobra.Command{Use: "status"} }
func (a *app) quarantineCommand() *cobra.Command { return &cobra.Command{Use: "quarantine"} }
func (a *app) datasetsCommand() *cobra.Command   { return &cobra.Command{Use: "datasets"} }
